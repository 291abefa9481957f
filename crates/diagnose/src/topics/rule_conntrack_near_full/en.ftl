rule-conntrack-near-full-title = The conntrack table is nearly full
rule-conntrack-near-full-what = Firewalls and NAT track each connection in a table of its own. It keeps closed ones for 120 s, twice as long as TIME_WAIT, so short connections fill it at nf_conntrack_max / 120 a second. Past the limit packets of new connections are dropped: table full, dropping packet.
rule-conntrack-near-full-see = How many there are, and the limit.
    .command = sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max
rule-conntrack-near-full-matters = From four fifths on. Clients see timeouts and ping says EPERM while every socket looks healthy. Raise nf_conntrack_max on the host, shorten nf_conntrack_tcp_timeout_time_wait, or do not track the busiest port.
rule-conntrack-near-full-harmless = A count far below the limit. Changing its timeouts never touches sockets in TIME_WAIT.
rule-conntrack-near-full-source = __nf_conntrack_alloc in net/netfilter/nf_conntrack_core.c; timeouts read on 6.18
