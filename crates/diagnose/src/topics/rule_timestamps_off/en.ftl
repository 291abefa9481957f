rule-timestamps-off-title = TCP timestamps are off on a Windows host
rule-timestamps-off-what = tcp_tw_reuse of Linux takes over a port in TIME_WAIT only where both ends send timestamps. Towards a Windows host without them each port of a Linux client is held for 60 s.
rule-timestamps-off-see = The line RFC 1323.
    .command = netsh int tcp show global
rule-timestamps-off-matters = When Linux clients open many short connections to this host and run short of ports.
rule-timestamps-off-harmless = For all other peers, and for the ports of the Windows host itself as far as is known.
rule-timestamps-off-source = Microsoft documentation: Tcp1323Opts; tcp_tw_reuse of Linux
