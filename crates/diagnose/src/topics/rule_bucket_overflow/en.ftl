rule-bucket-overflow-title = The TIME_WAIT table is full: connections end without it
rule-bucket-overflow-what = At tcp_max_tw_buckets the kernel makes no new TIME_WAIT; the socket is closed at once. TIME_WAIT and FIN_WAIT2 without a process share the table. The same counter also moves where memory is short.
rule-bucket-overflow-see = The counter; while it stands still all is well. Kernels since 2.6.38 or so print nothing.
    .command = nstat -az TcpExtTCPTimeWaitOverflow
rule-bucket-overflow-matters = When it rises: a peer that is still sending or closing gets a reset, and ports are used again at once. A limit serves limit / 60 closes per second: 5000 serves 83. Raise it; a row costs 256 to 512 bytes.
rule-bucket-overflow-harmless = A count since boot that has stopped rising. Never lower the limit, and never set it below 1: then every close skips TIME_WAIT.
rule-bucket-overflow-source = inet_twsk_alloc in net/ipv4/inet_timewait_sock.c; measured on 6.18
