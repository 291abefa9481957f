overflow-clears-and-warns-claim = Above tcp_max_tw_buckets the old TIME_WAIT entries are cleared at once and a warning is printed.
overflow-clears-and-warns-truth = Old ones stay; new ones are not made. Measured with a limit of 5 and 12 closes: 5 rows, TCPTimeWaitOverflow 7, no line in the log, though the kernel document still promises one. Those 7 closes lost their protection, and their peers may get resets.
overflow-clears-and-warns-source = inet_twsk_alloc in net/ipv4/inet_timewait_sock.c; measured on 6.18: limit 5, 12 closes, gauge 5, overflow 7, no log line
