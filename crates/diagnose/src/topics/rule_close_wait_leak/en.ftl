rule-close-wait-leak-title = A program does not close connections that the peer has ended
rule-close-wait-leak-what = CLOSE_WAIT that grows: the peer hung up, the program never called close(). Each row holds a descriptor and ends only with the program.
rule-close-wait-leak-see = List them with process. Recv-Q 1 or more: never read to the end. Recv-Q 0: read the end and went on without closing.
    .command = ss -tnp state close-wait
rule-close-wait-leak-matters = Always when it grows: the program ends at its descriptor limit with Too many open files. Look for an error path or a connection pool without close().
rule-close-wait-leak-harmless = A few rows, younger than a minute.
rule-close-wait-leak-source = RFC 9293; measured on 6.18: keepalive or SOCK_DESTROY removes the row, the descriptor stays
