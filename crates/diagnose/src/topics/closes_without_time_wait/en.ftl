closes-without-time-wait-title = Which closes leave no TIME_WAIT
closes-without-time-wait-what = The side that closes second. On the side that closes first: SO_LINGER 0, a close with unread data, connect() to AF_UNSPEC, a reset from the peer, TCP_LINGER2 = -1, and a full tcp_max_tw_buckets.
closes-without-time-wait-see = The counters of resets sent and of closes of these kinds.
    .command = nstat -az TcpOutRsts TcpExtTCPAbortOnData TcpExtTCPAbortOnClose TcpExtTCPTimeWaitOverflow
closes-without-time-wait-matters = All but closing second end in a reset or lose the protection: the peer may read ECONNRESET or miss data. Only the peer's closing first leaves both sides clean.
closes-without-time-wait-harmless = For a checker that sends nothing: TCP_LINGER2 = -1 gives a reading peer a clean end, and one that writes first gets EPIPE.
closes-without-time-wait-source = tcp_close and tcp_disconnect in net/ipv4/tcp.c; RFC 2525 section 2.17; measured on 6.18
