rule-fin-wait2-orphans-title = Many FIN_WAIT2: peers do not close their side
rule-fin-wait2-orphans-what = This side has closed and the peer knows, but keeps its side open. After close() the kernel keeps a small record for tcp_fin_timeout (60 s) and frees it. After a mere shutdown() the program holds the socket and no timer ends it.
rule-fin-wait2-orphans-see = With timer:(timewait the kernel holds the row, with a process the program.
    .command = ss -tanpo state fin-wait-2
rule-fin-wait2-orphans-matters = When a program holds them: they grow like any leak. When they outnumber TIME_WAIT: the peers leak CLOSE_WAIT. When tcp_fin_timeout was raised: they stay longer, and as full sockets.
rule-fin-wait2-orphans-harmless = When each ends within a minute. Lowering tcp_fin_timeout far below 60 resets slow peers and does not shorten TIME_WAIT.
rule-fin-wait2-orphans-source = __tcp_close in net/ipv4/tcp.c; measured on 6.18: tcp_fin_timeout 5 frees after 5.1 s, 90 keeps a full orphan for 30 s and a mini-socket for 60 s
