tcp-max-orphans-title = tcp_max_orphans：最多允许多少个已关闭但还没收尾的套接字
tcp-max-orphans-what = 没有进程持有、但还有 FIN 或数据要送达的套接字：FIN_WAIT1、LAST_ACK、CLOSING 和一部分 FIN_WAIT2。上限对整台主机生效，默认是连接表大小的一半。
tcp-max-orphans-see = 看 orphan 后面的数字，和 sysctl net.ipv4.tcp_max_orphans 的上限比：
    .command = cat /proc/net/sockstat
tcp-max-orphans-matters = 接近上限时要查：内核会直接 RST 这些套接字，并打印 too many orphaned sockets。
tcp-max-orphans-harmless = TIME_WAIT 不算孤儿套接字，调大它对 TIME_WAIT 没有作用。
tcp-max-orphans-source = Documentation/networking/ip-sysctl.rst；在 6.18 上实测：sockstat 的 orphan 是整台主机的
