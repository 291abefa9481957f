rule-bucket-overflow-title = TIME_WAIT 表满了：连接跳过 TIME_WAIT 直接关闭
rule-bucket-overflow-what = 到了 tcp_max_tw_buckets，内核不再建立新的 TIME_WAIT，套接字直接关闭。TIME_WAIT 和没有进程的 FIN_WAIT2 共用这张表；内存申请失败也记在同一个计数上。
rule-bucket-overflow-see = 看计数，不涨就没事；2.6.38 以后的内核不打日志：
    .command = nstat -az TcpExtTCPTimeWaitOverflow
rule-bucket-overflow-matters = 在涨就要处理：还在发送或关闭的对端会收到 RST，端口会被马上复用。上限能承受的速率是“上限/60”：5000 只够 83 个/秒。调大即可，每个只占 256～512 字节。
rule-bucket-overflow-harmless = 只是开机以来有过、现在不涨，就不用管。不要调小，更不要设成 0 或负数：那样每次断开都跳过 TIME_WAIT。
rule-bucket-overflow-source = inet_twsk_alloc（net/ipv4/inet_timewait_sock.c）；在 6.18 上实测
