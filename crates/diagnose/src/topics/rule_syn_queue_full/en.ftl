rule-syn-queue-full-title = A listener's SYN queue is full
rule-syn-queue-full-what = More half-open connections than the listener's backlog. With tcp_syncookies = 1 further SYNs get cookies, with 0 they are dropped.
rule-syn-queue-full-see = Cookies sent, and connections dropped because of a full queue.
    .command = nstat -az TcpExtTCPReqQFullDoCookies TcpExtTCPReqQFullDrop TcpExtListenDrops
rule-syn-queue-full-matters = When rows never answer our SYN+ACK: a flood, a scan, or lost replies. When all answer: the backlog is too small for the load; raise listen() and somaxconn, not tcp_max_syn_backlog.
rule-syn-queue-full-harmless = A short peak with cookies: clients got in.
rule-syn-queue-full-source = tcp_conn_request in net/ipv4/tcp_input.c; measured on 6.18: backlog 64 and 400 SYNs
