tcp-keepalive-probes-title = tcp_keepalive_probes：探测几次没有回应才放弃连接
tcp-keepalive-probes-what = 默认 9 次。最后一次仍没有回应，连接就被关闭，程序下次读会得到 ETIMEDOUT。
tcp-keepalive-probes-see = 查看当前值：
    .command = sysctl net.ipv4.tcp_keepalive_probes
tcp-keepalive-probes-matters = 需要更快发现对端已死时，和 tcp_keepalive_time、tcp_keepalive_intvl 一起调。次数太少，网络差的用户会被误断。
tcp-keepalive-probes-harmless = 程序没有设置 SO_KEEPALIVE 时，它不起作用。
tcp-keepalive-probes-source = Documentation/networking/ip-sysctl.rst
