rule-reuse-ineffective-title = tcp_tw_reuse is on and frees no port
rule-reuse-ineffective-what = connect() takes over a TIME_WAIT only if both ends used timestamps, the row is older than tcp_tw_reuse_delay (1 s), and the value covers the destination: 1 all, 2 only 127.0.0.0/8 and ::1. FIN_WAIT2 is never taken over.
rule-reuse-ineffective-see = Live connections with timestamps show "ts".
    .command = ss -tni state established
rule-reuse-ineffective-matters = When ports to one destination run out and nobody knows why it does not help: tcp_timestamps = 0 at one end, a Windows peer, the host's own LAN address with 2.
rule-reuse-ineffective-harmless = On a pure server: there it never had a job, and TIME_WAIT takes no port.
rule-reuse-ineffective-source = tcp_twsk_unique in net/ipv4/tcp_ipv4.c; measured on 6.18
