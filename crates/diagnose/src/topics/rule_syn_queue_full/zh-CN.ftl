rule-syn-queue-full-title = 监听端口的半连接队列满了
rule-syn-queue-full-what = 半连接数超过了监听程序的 backlog。tcp_syncookies=1 时后来的 SYN 改发 cookie，为 0 时直接丢弃。
rule-syn-queue-full-see = 看因队列满而发出的 cookie 数和丢弃的连接数：
    .command = nstat -az TcpExtTCPReqQFullDoCookies TcpExtTCPReqQFullDrop TcpExtListenDrops
rule-syn-queue-full-matters = 如果一直不回应我们的 SYN+ACK：多半是 SYN 攻击、扫描或回包丢失。如果都会回应：是 backlog 太小，调大 listen() 和 somaxconn，而不是 tcp_max_syn_backlog。
rule-syn-queue-full-harmless = 只是短暂冲高、发了 cookie，客户端都连上了，就不用管。
rule-syn-queue-full-source = tcp_conn_request（net/ipv4/tcp_input.c）；在 6.18 上实测：backlog 64，400 个 SYN
