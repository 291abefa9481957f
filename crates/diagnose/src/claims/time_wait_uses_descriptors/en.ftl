time-wait-uses-descriptors-claim = TIME_WAIT connections use up file descriptors until the limit is reached.
time-wait-uses-descriptors-truth = A TIME_WAIT row has no descriptor and no process; the socket behind it is already freed. A higher ulimit changes nothing for it, nor for EADDRNOTAVAIL. Descriptors are used by ESTABLISHED, CLOSE_WAIT and listeners.
time-wait-uses-descriptors-source = tcp_time_wait in net/ipv4/tcp_minisocks.c; measured on 6.18
