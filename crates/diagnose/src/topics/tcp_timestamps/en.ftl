tcp-timestamps-title = tcp_timestamps: a clock in every segment
tcp-timestamps-what = 1 (the default) sends timestamps with a random offset per connection. They measure the round trip, reject old segments (PAWS) and tell the kernel that a TIME_WAIT may safely be taken over.
tcp-timestamps-see = Read the value; the peer must send them too.
    .command = sysctl net.ipv4.tcp_timestamps
tcp-timestamps-matters = At 0: tcp_tw_reuse does nothing (measured: EADDRNOTAVAIL), and a returning client's SYN cannot open a TIME_WAIT as easily. Do not switch them off for speed or security.
tcp-timestamps-harmless = At 1: nothing to do.
tcp-timestamps-source = RFC 7323; tcp_twsk_unique in net/ipv4/tcp_ipv4.c; measured on 6.18
