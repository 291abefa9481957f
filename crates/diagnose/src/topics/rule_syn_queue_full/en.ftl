rule-syn-queue-full-title = A listener's SYN queue or accept queue is full
rule-syn-queue-full-what = More half-open connections than the listener's backlog. With tcp_syncookies = 1 further SYNs get cookies, with 0 they are dropped. Accept queue: connections that are open wait for the program's accept(); over the backlog new ones are dropped (ListenOverflows).
rule-syn-queue-full-see = Cookies sent, and connections dropped because of a full queue.
    .command = nstat -az TcpExtTCPReqQFullDoCookies TcpExtTCPReqQFullDrop TcpExtListenDrops TcpExtListenOverflows
rule-syn-queue-full-matters = When rows never answer our SYN+ACK: a flood, a scan, or lost replies. When all answer: the backlog is too small for the load; raise listen() and somaxconn, not tcp_max_syn_backlog. A full accept queue: the program accepts too slowly (CPU, locks, too few workers).
rule-syn-queue-full-harmless = A short peak with cookies: clients got in.
