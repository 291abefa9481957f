econnreset-title = ECONNRESET：Connection reset by peer（Linux 错误号 104，Windows 10054）
econnreset-what = 对端发来了 RST：还有数据没读就 close()、SO_LINGER 设 0、程序已退出或早已关闭、tcp_max_tw_buckets 已满而跳过了 TIME_WAIT，或全连接队列满且 tcp_abort_on_overflow=1。防火墙和负载均衡也会给空闲连接发 RST。
econnreset-see = 在发 RST 的那台机器上，看发了多少，以及有计数器的几种原因：
    .command = nstat -az TcpOutRsts TcpExtTCPAbortOnData TcpExtTCPAbortOnClose TcpExtTCPTimeWaitOverflow
econnreset-matters = 收发中途出现要查，数据可能丢了。先对比两端的空闲超时：复用连接的一端要比对端更早放弃连接。
econnreset-harmless = 应答已完整读完才出现：只是没有正常关闭，没丢数据。
econnreset-source = tcp_reset（net/ipv4/tcp_input.c）、tcp_time_wait（net/ipv4/tcp_minisocks.c）；在 6.18 上实测：SO_LINGER 0 和有未读数据的关闭，都跳过 TIME_WAIT
