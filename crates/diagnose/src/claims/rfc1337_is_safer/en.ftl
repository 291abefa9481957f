rfc1337-is-safer-claim = tcp_rfc1337 = 1 protects TIME_WAIT and is safer.
rfc1337-is-safer-truth = A reset then no longer ends TIME_WAIT. But that reset is how a client gets in that meets its own old port: its first SYN is answered with an old ACK, it resets, and tries again. With 1 the second try fails as well.
rfc1337-is-safer-source = tcp_timewait_state_process in net/ipv4/tcp_minisocks.c; measured on 6.18. The sentence of ip-sysctl.rst is worded backwards
