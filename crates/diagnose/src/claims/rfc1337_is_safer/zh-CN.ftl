rfc1337-is-safer-claim = tcp_rfc1337 = 1 保护 TIME_WAIT，更安全。
rfc1337-is-safer-truth = 设 1 后 RST 不再结束 TIME_WAIT。可客户端再用同一端口连回来时，正要靠它：第一个 SYN 换来旧 ACK，客户端回 RST 再重试。设成 1，重试也进不来。
rfc1337-is-safer-source = tcp_timewait_state_process（net/ipv4/tcp_minisocks.c）；在 6.18 上实测；ip-sysctl.rst 里的那句话说反了
