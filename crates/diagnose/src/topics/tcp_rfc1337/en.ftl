tcp-rfc1337-title = tcp_rfc1337: does a reset end a TIME_WAIT
tcp-rfc1337-what = 0 (the default): a reset with the exact sequence number ends it. 1: resets are ignored and it lasts its full time.
tcp-rfc1337-see = Read the value. The kernel document's sentence about it is worded the wrong way round.
    .command = sysctl net.ipv4.tcp_rfc1337
tcp-rfc1337-matters = At 1: when a client's new SYN hits an old TIME_WAIT, client and server normally clear it with one reset and go on; with 1 the client must wait. Do not set it.
tcp-rfc1337-harmless = At 0.
tcp-rfc1337-source = RFC 1337; tcp_timewait_state_process in net/ipv4/tcp_minisocks.c; measured on 6.18
