close-wait-title = CLOSE_WAIT: the peer hung up, our program has not closed
close-wait-what = The peer's FIN has come and is acknowledged; now only a close() of our own program ends it. No timer does: such a row can stay for months.
close-wait-see = List them with process. Recv-Q 1 or more: not read since the peer hung up. Recv-Q 0: read to the end and never closed.
    .command = ss -tnp state close-wait
close-wait-matters = When the number grows: a descriptor leak in the named program, which ends at its descriptor limit. No sysctl cures it; keepalive only hides the row and the descriptor stays.
close-wait-harmless = A few young rows: the program is still sending the rest, or is about to close.
close-wait-source = RFC 9293; measured on 6.18: keepalive or SOCK_DESTROY removes the row, the descriptor stays
