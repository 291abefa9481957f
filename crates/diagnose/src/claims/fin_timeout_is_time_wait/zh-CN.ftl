fin-timeout-is-time-wait-claim = tcp_fin_timeout 就是 TIME_WAIT 的时长，调小它可以缩短 TIME_WAIT。
fin-timeout-is-time-wait-truth = tcp_fin_timeout 只管 close() 之后的 FIN_WAIT2。TIME_WAIT 的 60 秒是编译进内核的，实测不管 tcp_fin_timeout 设多少都是 60 秒。设得太低，慢的对端会收到 RST。
fin-timeout-is-time-wait-source = TCP_TIMEWAIT_LEN（include/net/tcp.h）；__tcp_close（net/ipv4/tcp.c）；在 6.18 上实测
