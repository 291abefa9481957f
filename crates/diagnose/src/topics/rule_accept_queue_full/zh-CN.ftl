rule-accept-queue-full-title = 监听端口的全连接队列满了
rule-accept-queue-full-what = 已连上、等程序 accept() 的连接排在这里，最多比 backlog 多 1 个（backlog 取 listen() 参数和 somaxconn 中较小的）；再来就丢弃，计入 ListenOverflows。用 SO_REUSEPORT 时，每个套接字各有各的队列。
rule-accept-queue-full-see = LISTEN 行里 Recv-Q 是当前排队数，Send-Q 是上限：
    .command = ss -ltn
rule-accept-queue-full-matters = 一直满就要查：程序 accept() 太慢（CPU、锁、工作进程太少、文件句柄用完）。客户端卡在 SYN_SENT，或连上了却没有响应。调大 backlog 和 somaxconn 只能应付短时高峰，而且程序重新 listen() 后才生效。
rule-accept-queue-full-harmless = ListenOverflows 只在某次发布或重启时涨过，之后没再涨，就不用管。
rule-accept-queue-full-source = sk_acceptq_is_full（include/net/sock.h）、tcp_conn_request（net/ipv4/tcp_input.c）；在 6.18 上实测：backlog 为 2 时可以排 3 个，之后的 SYN 被丢弃
