tcp-tw-reuse-title = tcp_tw_reuse: may connect() take a port whose TIME_WAIT is older than 1 s
tcp-tw-reuse-what = 0 never, 1 always, 2 on loopback only; 2 is the default since Linux 4.19. It needs TCP timestamps on both ends, and passes over FIN_WAIT2.
tcp-tw-reuse-see = Read the value in the namespace concerned.
    .command = sysctl net.ipv4.tcp_tw_reuse
tcp-tw-reuse-matters = When this host connects out so often that ports to one destination run short. Measured with a full range: EADDRNOTAVAIL at 0, 5.5 µs per connect() at 1.
tcp-tw-reuse-harmless = For a server: TIME_WAIT of accepted connections is untouched. It does nothing towards peers without timestamps (many Windows versions), and 2 does not cover the host's own LAN address.
tcp-tw-reuse-source = tcp_twsk_unique in net/ipv4/tcp_ipv4.c; commit 79e9fed46038 (value 2, Linux 4.19); measured on 6.18
