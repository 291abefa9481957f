fewer-buckets-cure-claim = Set tcp_max_tw_buckets = 5000 and there are never too many TIME_WAIT.
fewer-buckets-cure-truth = The count falls and the trouble hides. A limit of 5,000 is reached at 83 closes a second; past it connections end without TIME_WAIT, their ports are handed out again at once, and peers in FIN_WAIT2 are answered with RST. The kernel document says that the limit must not be lowered.
fewer-buckets-cure-source = inet_twsk_alloc in net/ipv4/inet_timewait_sock.c; Documentation/networking/ip-sysctl.rst; measured on 6.18
