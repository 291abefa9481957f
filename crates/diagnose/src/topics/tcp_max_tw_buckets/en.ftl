tcp-max-tw-buckets-title = tcp_max_tw_buckets: how many TIME_WAIT one namespace may hold
tcp-max-tw-buckets-what = At the limit the kernel makes no new TIME_WAIT: the socket is closed at once, and only TCPTimeWaitOverflow counts it. The default goes by memory: 131,072 with 24 GB, 262,144 at most, but 64 in a container with a small table of its own.
tcp-max-tw-buckets-see = The counter of closes that got no TIME_WAIT; 0 is well.
    .command = nstat -az TcpExtTCPTimeWaitOverflow
tcp-max-tw-buckets-matters = When that counter rises: peers that are still closing get resets, and ports are handed out again at once. A limit is reached at limit / 60 closes per second: 5000 means 83.
tcp-max-tw-buckets-harmless = While the counter stands still. Never lower it to make a number look better.
tcp-max-tw-buckets-source = inet_twsk_alloc in net/ipv4/inet_timewait_sock.c; Documentation/networking/ip-sysctl.rst; measured on 6.18
