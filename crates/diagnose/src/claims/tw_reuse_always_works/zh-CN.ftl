tw-reuse-always-works-claim = 设了 tcp_tw_reuse = 1，TIME_WAIT 的端口就都能复用。
tw-reuse-always-works-truth = 要两端都开时间戳、进入 TIME_WAIT 超过 1 秒（tcp_tw_reuse_delay），而且真的是 TIME_WAIT 而不是 FIN_WAIT2。Windows 对端往往没开时间戳，一个也复用不了。
tw-reuse-always-works-source = tcp_twsk_unique（net/ipv4/tcp_ipv4.c）；在 6.18 上实测
