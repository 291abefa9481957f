so-linger-title = SO_LINGER: with 0, close() sends a reset and leaves no TIME_WAIT
so-linger-what = On with 0 seconds: unsent data is thrown away, the peer gets ECONNRESET, neither side keeps TIME_WAIT. On with 1 second or more: close() may wait for the data, and TIME_WAIT is as long as ever.
so-linger-see = Resets sent, and closes of this kind (TCPAbortOnData).
    .command = nstat -az TcpOutRsts TcpExtTCPAbortOnData
so-linger-matters = Right for a checker that only opens a port and leaves. As a cure on a service it loses answers that were not yet delivered, and clients report resets.
so-linger-harmless = With 1 second, as Kubernetes probes do: measured, 50 of 50 TIME_WAIT were still there after 7 s.
so-linger-source = tcp_close in net/ipv4/tcp.c; measured on 6.18: 50 of 50 rows stay with linger 1 s, none with 0
