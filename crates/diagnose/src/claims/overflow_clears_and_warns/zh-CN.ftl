overflow-clears-and-warns-claim = 超过 tcp_max_tw_buckets 后，旧的 TIME_WAIT 会立刻被清除，并打印警告信息。
overflow-clears-and-warns-truth = 旧的不动，是新的建不出来。实测上限 5、关闭 12 次：留下 5 个，TCPTimeWaitOverflow 加 7，日志里什么都没有（内核文档还说会打印）。那 7 次关闭失去了保护，对端可能收到 RST。
overflow-clears-and-warns-source = inet_twsk_alloc（net/ipv4/inet_timewait_sock.c）；在 6.18 上实测：上限 5，断开 12 次，现有 5 个，溢出 7 次，没有日志
