tw-reuse-always-works-claim = With tcp_tw_reuse = 1 every port in TIME_WAIT can be used again.
tw-reuse-always-works-truth = Only where both ends used timestamps, the row is older than a second (tcp_tw_reuse_delay) and is a true TIME_WAIT, not FIN_WAIT2. Windows peers often have timestamps off: towards them nothing is reused.
tw-reuse-always-works-source = tcp_twsk_unique in net/ipv4/tcp_ipv4.c; measured on 6.18
