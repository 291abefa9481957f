fin-wait2-mini-title = FIN_WAIT2_MINI: a FIN_WAIT2 that no process holds any more
fin-wait2-mini-what = On close() in FIN_WAIT2 the kernel frees the socket and keeps a mini-socket of TIME_WAIT size for tcp_fin_timeout seconds. sockstat counts it under tw, ss shows it as FIN-WAIT-2 with a timewait timer and ino:0.
fin-wait2-mini-see = Rows with timer:(timewait,...) are mini-sockets.
    .command = ss -tano state fin-wait-2
fin-wait2-mini-matters = When the local ports run out: it blocks its port and is never reused, whatever tcp_tw_reuse says. If it lapses before the peer closes, the peer's next data is answered by a reset.
fin-wait2-mini-harmless = On the accepting side: it costs 256 bytes and ends by itself.
fin-wait2-mini-source = __tcp_close in net/ipv4/tcp.c, tcp_time_wait in net/ipv4/tcp_minisocks.c; measured on 6.18
