refuse-list-tw-recycle = tcp_tw_recycle is gone since Linux 4.12; before, it dropped connections of clients behind NAT without a word. Instead: let clients reuse connections; where ports run out, lastack fix says whether tcp_tw_reuse helps here.
refuse-list-fewer-buckets = A lower tcp_max_tw_buckets hides the rows: closes past it get no TIME_WAIT, ports are given out at once, and peers in FIN_WAIT2 are reset.
refuse-list-negative = A negative tcp_max_tw_buckets switches TIME_WAIT off altogether: every next connection may meet segments of the last one.
refuse-list-timestamps = tcp_timestamps = 0 takes away what tcp_tw_reuse and the protection against old segments rest on.
refuse-list-rfc1337 = tcp_rfc1337 = 1 keeps a TIME_WAIT that a reset would clear, so that clients which come back on the same port wait.
refuse-list-max-user-port = MaxUserPort is ignored since Vista and Server 2008: the range is set with netsh int ipv4 set dynamicport tcp.
refuse-list-reuseaddr = On Windows SO_REUSEADDR lets a second program take a port that is in use, and which of the two gets a connection is not defined.
