tcp-syncookies-title = tcp_syncookies: what happens when a listener's SYN queue is full
tcp-syncookies-what = 1 (the default): answer with a cookie and remember nothing. 0: drop the SYN. 2: always cookies, meant for tests. With 1 the kernel does not look at tcp_max_syn_backlog.
tcp-syncookies-see = The counters of cookies sent and SYNs dropped.
    .command = nstat -az TcpExtSyncookiesSent TcpExtTCPReqQFullDoCookies TcpExtTCPReqQFullDrop
tcp-syncookies-matters = When they rise: a flood, or a backlog too small for the load. Cookies lose some TCP options; the kernel document says they must not be used to help a loaded server. Raise the listener's backlog instead.
tcp-syncookies-harmless = At 1 with counters that stand still.
tcp-syncookies-source = tcp_conn_request in net/ipv4/tcp_input.c; Documentation/networking/ip-sysctl.rst; measured on 6.18
