tcp-keepalive-intvl-title = tcp_keepalive_intvl：探测没有回应时，隔多久再探测
tcp-keepalive-intvl-what = 单位秒，默认 75。共 9 次，所以对端没了以后，从第一次探测起约 11 分钟放弃，也就是最后一次收发后 2 小时 11 分。
tcp-keepalive-intvl-see = 查看当前值：
    .command = sysctl net.ipv4.tcp_keepalive_intvl
tcp-keepalive-intvl-matters = 需要更快发现对端已死时，和 tcp_keepalive_time 一起调。程序也可以用 TCP_KEEPINTVL 单独设置。
tcp-keepalive-intvl-harmless = 对端有回应就用不到它：只有探测没有回应时才按这个间隔重发。
tcp-keepalive-intvl-source = Documentation/networking/ip-sysctl.rst
