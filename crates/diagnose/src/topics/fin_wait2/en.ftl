fin-wait2-title = FIN_WAIT2: our FIN is acknowledged, the peer has not closed
fin-wait2-what = This side closed first and now waits for the peer's FIN. After shutdown() the program keeps the socket as long as it likes; after close() the kernel keeps it for tcp_fin_timeout (60 s) only.
fin-wait2-see = List them: a row with a process was shut down, one with timer:(timewait,...) has been closed.
    .command = ss -tanop state fin-wait-2
fin-wait2-matters = When it piles up with a process beside it: the program waits for a close that never comes. The peer is then in CLOSE_WAIT and leaks.
fin-wait2-harmless = Rows without a process: they end after tcp_fin_timeout. They turn into TIME_WAIT when the peer's FIN comes.
fin-wait2-source = __tcp_close in net/ipv4/tcp.c; measured on 6.18
