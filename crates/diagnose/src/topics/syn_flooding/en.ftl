syn-flooding-title = SYN flooding: a listener's SYN queue was full
syn-flooding-what = The kernel prints it once for each listener whose SYN queue fills up. It is no proof of an attack: a small backlog and a burst of real clients do the same. With tcp_syncookies on it answers with cookies and loses nobody; with it off it drops the SYN.
syn-flooding-see = Half-open connections by port, and what became of those that found no place.
    .command = nstat -az TcpExtTCPReqQFullDoCookies TcpExtTCPReqQFullDrop TcpExtSyncookiesFailed
syn-flooding-matters = When the line says Dropping request, or TCPReqQFullDrop rises: clients wait seconds for their connection. Raise the backlog of listen() and somaxconn together, and look where the SYNs come from.
syn-flooding-harmless = One line since boot, Sending cookies, and TCPReqQFullDrop at 0: a burst that was answered.
syn-flooding-source = tcp_syn_flood_action in net/ipv4/tcp_input.c; measured on 6.18: backlog 64, 400 SYNs, 65 SYN_RECV and one line
