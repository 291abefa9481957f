rule-time-wait-dominates-title = TIME_WAIT 占了大多数
rule-time-wait-dominates-what = 最近一分钟里很多连接结束了，而且是本端先断开。它的数量等于每秒关闭数乘以 60；ESTABLISHED 很少只说明是短连接。
rule-time-wait-dominates-see = 按状态计数；直接运行 lastack 能看到属于哪个监听端口或去向：
    .command = lastack states
rule-time-wait-dominates-matters = 占着到同一去向的本地端口（见 port-exhaustion），或者 tcp_max_tw_buckets 已满（TCPTimeWaitOverflow 在涨，连接跳过 TIME_WAIT，对端会收到 RST）时要查。
rule-time-wait-dominates-harmless = 都在监听端口上就不用管：不占端口，不占文件句柄，每个 256 字节，18122 个不到 5 MB。让连接活得久一些，数量自然就少。
rule-time-wait-dominates-source = struct tcp_timewait_sock：slab 中 256 字节，在 6.18 上实测
