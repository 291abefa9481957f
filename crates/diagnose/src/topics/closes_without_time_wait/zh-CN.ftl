closes-without-time-wait-title = 哪些关闭方式不留 TIME_WAIT
closes-without-time-wait-what = 后关闭的一方本来就不会有 TIME_WAIT。先断开的一方在这些情况下也没有：SO_LINGER 设 0、还有数据没读就 close()、connect() 到 AF_UNSPEC、收到对端的 RST、TCP_LINGER2=-1、tcp_max_tw_buckets 已满。
closes-without-time-wait-see = 看发出的 RST 数和这些关闭方式的次数：
    .command = nstat -az TcpOutRsts TcpExtTCPAbortOnData TcpExtTCPAbortOnClose TcpExtTCPTimeWaitOverflow
closes-without-time-wait-matters = 除了后关闭的一方，其余都会发 RST 或失去保护，对端可能读到 ECONNRESET 或丢数据。只有让对端先断开，两边才都干净。
closes-without-time-wait-harmless = 不发数据的探测程序可以用 TCP_LINGER2=-1：只读的对端看到正常结束，先写的对端会得到 EPIPE。
closes-without-time-wait-source = tcp_close、tcp_disconnect（net/ipv4/tcp.c）；RFC 2525 第 2.17 节；在 6.18 上实测
