fin-timeout-is-time-wait-claim = tcp_fin_timeout is how long TIME_WAIT lasts; a lower value shortens TIME_WAIT.
fin-timeout-is-time-wait-truth = tcp_fin_timeout rules only FIN_WAIT2 after a close. TIME_WAIT is 60 s, compiled into the kernel: measured, it stays at 60 s whatever tcp_fin_timeout is. Too low a value makes slow peers meet resets.
fin-timeout-is-time-wait-source = TCP_TIMEWAIT_LEN in include/net/tcp.h; __tcp_close in net/ipv4/tcp.c; measured on 6.18
