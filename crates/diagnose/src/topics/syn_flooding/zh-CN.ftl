syn-flooding-title = SYN flooding：某个监听端口的半连接队列满过
syn-flooding-what = 内核对每个监听端口只打印一次，并不能证明有攻击：backlog 太小，加上一阵正常的连接高峰，也会这样。tcp_syncookies 打开时用 cookie 应答，不丢连接；关闭时直接丢弃 SYN。
syn-flooding-see = 看半连接队列满了之后是怎么处理的：
    .command = nstat -az TcpExtTCPReqQFullDoCookies TcpExtTCPReqQFullDrop TcpExtSyncookiesFailed
syn-flooding-matters = 日志里是 Dropping request，或 TCPReqQFullDrop 在涨时要查：客户端要等几秒才连得上。程序 listen() 的 backlog 和 somaxconn 要一起调大，再看 SYN 来自哪里。
syn-flooding-harmless = 开机以来只有一条、写的是 Sending cookies、TCPReqQFullDrop 为 0：一阵高峰，都应答了。
syn-flooding-source = tcp_syn_flood_action（net/ipv4/tcp_input.c）；在 6.18 上实测：backlog 64，400 个 SYN，65 个 SYN_RECV，一行日志
