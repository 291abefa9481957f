linger-0-everywhere-claim = Close with SO_LINGER 0 everywhere, and there is no TIME_WAIT.
linger-0-everywhere-truth = There is none, because the connection is reset: data under way are lost, the peer reads ECONNRESET, and some servers count it as an error or block the host. Fine for a probe, not for a service.
linger-0-everywhere-source = tcp_close in net/ipv4/tcp.c; measured on 6.18
