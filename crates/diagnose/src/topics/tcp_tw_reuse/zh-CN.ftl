tcp-tw-reuse-title = tcp_tw_reuse：connect() 能否复用 TIME_WAIT 超过 1 秒的端口
tcp-tw-reuse-what = 0 不复用，1 都复用，2 只对回环地址复用；从 Linux 4.19 起默认是 2。前提是两端都开了 TCP 时间戳；FIN_WAIT2 不能复用。
tcp-tw-reuse-see = 在出问题的网络命名空间里看当前值：
    .command = sysctl net.ipv4.tcp_tw_reuse
tcp-tw-reuse-matters = 本机往外连得太快、到同一去向的端口不够时有用。实测端口占满后：设为 0 报 EADDRNOTAVAIL，设为 1 每次 connect() 5.5 微秒。
tcp-tw-reuse-harmless = 对服务端没有作用，被动接受的连接不受影响。对端没开时间戳（很多 Windows 版本）也无效；值为 2 时，本机自己的局域网地址也不算回环。
tcp-tw-reuse-source = tcp_twsk_unique（net/ipv4/tcp_ipv4.c）；提交 79e9fed46038（值 2，Linux 4.19）；在 6.18 上实测
