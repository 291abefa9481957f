econnreset-title = ECONNRESET: Connection reset by peer (errno 104 on Linux, 10054 on Windows)
econnreset-what = The other end sent a reset: it closed with unread data or SO_LINGER 0, its program died or had closed already, it skipped TIME_WAIT since tcp_max_tw_buckets is full, or tcp_abort_on_overflow = 1 met a full accept queue. Firewalls and balancers send resets for idle connections too.
econnreset-see = On the host that resets: count resets sent, and the reasons that have a counter.
    .command = nstat -az TcpOutRsts TcpExtTCPAbortOnData TcpExtTCPAbortOnClose TcpExtTCPTimeWaitOverflow
econnreset-matters = When it comes in the middle of an exchange: data may be lost. Compare idle timeouts first: the side that reuses a pooled connection must give it up sooner than the other side closes it.
econnreset-harmless = After the whole answer was read: the close was not clean, and nothing was lost.
econnreset-source = tcp_reset in net/ipv4/tcp_input.c, tcp_time_wait in net/ipv4/tcp_minisocks.c; measured on 6.18: closes with SO_LINGER 0 and unread data, TIME_WAIT skipped
