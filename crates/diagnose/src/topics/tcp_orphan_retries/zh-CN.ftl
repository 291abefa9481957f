tcp-orphan-retries-title = tcp_orphan_retries：已关闭的套接字重发几次 FIN
tcp-orphan-retries-what = 默认 0，实际等于 8 次，约 100 秒以上。对端没有响应时，FIN_WAIT1、LAST_ACK、CLOSING 停留多久由它决定。
tcp-orphan-retries-see = 查看当前值：
    .command = sysctl net.ipv4.tcp_orphan_retries
tcp-orphan-retries-matters = 对端消失留下的孤儿套接字接近 tcp_max_orphans 时有用：调小能早点回收，代价是网络慢的对端会被提前断开。
tcp-orphan-retries-harmless = 对 TIME_WAIT 和 FIN_WAIT2 没有作用。
tcp-orphan-retries-source = Documentation/networking/ip-sysctl.rst
