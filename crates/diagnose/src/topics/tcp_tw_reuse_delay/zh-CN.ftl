tcp-tw-reuse-delay-title = tcp_tw_reuse_delay：TIME_WAIT 要过多久才允许被 tcp_tw_reuse 复用
tcp-tw-reuse-delay-what = 单位毫秒，范围 1 到 60000，默认 1000，Linux 6.14 起才有。更早的内核按整秒等待，不能改，也没有这个文件。
tcp-tw-reuse-delay-see = 查看当前值；文件不存在说明等待时间不可调：
    .command = sysctl net.ipv4.tcp_tw_reuse_delay
tcp-tw-reuse-delay-matters = tcp_tw_reuse=1 的客户端，每秒到同一去向的新连接超过本地端口数时有用。不要低于对端时间戳的步长。
tcp-tw-reuse-delay-harmless = tcp_tw_reuse 不起作用的地方它也不起作用；到同一去向每秒不到 28000 个连接时也用不着。
tcp-tw-reuse-delay-source = 提交 19ce8cd30465、ca6a6f93867a（Linux 6.14）；在 6.18 上实测
