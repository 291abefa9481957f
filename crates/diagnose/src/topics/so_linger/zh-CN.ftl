so-linger-title = SO_LINGER：设为 0 时 close() 直接发 RST，不留 TIME_WAIT
so-linger-what = 开启且秒数为 0：没发完的数据丢掉，对端得到 ECONNRESET，两端都没有 TIME_WAIT。开启且秒数为 1 或更大：close() 可能等数据发完，TIME_WAIT 一点也不会短。
so-linger-see = 看发出的 RST 数，以及这种关闭的次数（TCPAbortOnData）：
    .command = nstat -az TcpOutRsts TcpExtTCPAbortOnData
so-linger-matters = 只连一下端口就走的探测程序可以用。业务服务拿它来消除 TIME_WAIT，会丢掉还没送达的响应，客户端会报连接被重置。
so-linger-harmless = 设为 1 秒（Kubernetes 探针就是这样）没有效果：实测 7 秒后 50 个 TIME_WAIT 一个没少。
so-linger-source = tcp_close（net/ipv4/tcp.c）；在 6.18 上实测：linger 1 秒时 50 个全留下，0 时一个不留
