tw-reuse-helps-server-claim = tcp_tw_reuse = 1 reduces the TIME_WAIT of a busy server.
tw-reuse-helps-server-truth = It is looked at in connect() alone. The TIME_WAIT of a server belong to connections that others opened: none of them is touched, and none of them uses a local port. It helps the side that connects out, such as a proxy towards its upstream.
tw-reuse-helps-server-source = tcp_twsk_unique in net/ipv4/tcp_ipv4.c, called from connect() alone; measured on 6.18
