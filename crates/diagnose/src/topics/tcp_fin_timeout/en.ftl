tcp-fin-timeout-title = tcp_fin_timeout: how long a closed socket waits in FIN_WAIT2
tcp-fin-timeout-what = Seconds that the kernel waits for the peer's FIN after our program has closed; default 60. TIME_WAIT is not affected: its 60 s are compiled in.
tcp-fin-timeout-see = Read the value.
    .command = sysctl net.ipv4.tcp_fin_timeout
tcp-fin-timeout-matters = When many FIN_WAIT2 rows without a process block local ports, because the peers do not close. Too low, and a slow peer's last data is answered by a reset.
tcp-fin-timeout-harmless = For TIME_WAIT: measured, it lasts 60 s whatever stands here.
tcp-fin-timeout-source = __tcp_close in net/ipv4/tcp.c; measured on 6.18: at 5 the row is gone after 5.1 s, TIME_WAIT still lasts 60 s
