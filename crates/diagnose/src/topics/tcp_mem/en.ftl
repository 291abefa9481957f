tcp-mem-title = tcp_mem: how much memory all TCP buffers of the host may take
tcp-mem-what = Three numbers in pages, for the whole host: below the first nothing is held back, from the second on buffers are kept small, at the third the kernel gives out no more. Then it logs "TCP: out of memory -- consider tuning tcp_mem" and resets closed sockets that still have data to send.
tcp-mem-see = The number behind mem, in pages, next to the third one in sysctl net.ipv4.tcp_mem.
    .command = cat /proc/net/sockstat
tcp-mem-matters = When that line is logged or mem comes near the third number. First find whose data wait: a large Recv-Q is a program that does not read, a large Send-Q a peer that does not acknowledge.
tcp-mem-harmless = For TIME_WAIT: it holds no buffers, and raising tcp_mem changes nothing for it.
tcp-mem-source = Documentation/networking/ip-sysctl.rst; tcp_check_oom() in net/ipv4/tcp.c
