conntrack-near-full-verdict = { $used } of { $limit } places in the conntrack table are taken ({ $percent }): past the limit new connections are dropped.
conntrack-near-full-verdict-full = { $used } of { $limit } places in the conntrack table are taken: packets of new connections are being dropped.

conntrack-near-full-summary = Conntrack: { $used } of { $limit } tracked flows ({ $percent }).

conntrack-near-full-why = It keeps closed connections for { $kept } (a socket's TIME_WAIT: 60 s): { $flows } short connections fill it. At the limit clients see timeouts and ping says EPERM.
conntrack-near-full-why-full = Clients see timeouts, ping says EPERM. Closed connections stay for { $kept } (a socket's TIME_WAIT: 60 s): it holds { $flows } short connections.

conntrack-near-full-todo-raise = Raise the limit; it takes kernel memory for each flow, and is lost at reboot unless written below /etc/sysctl.d.
    .command = sysctl -w net.netfilter.nf_conntrack_max={ $twice }
conntrack-near-full-todo-raise-host = Run this on the host itself: a container cannot write it.
    .command = sysctl -w net.netfilter.nf_conntrack_max={ $twice }
conntrack-near-full-todo-shorten = Let conntrack forget closed connections as soon as sockets do (60 s); TIME_WAIT itself is not touched.
    .command = sysctl -w net.netfilter.nf_conntrack_tcp_timeout_time_wait=60
conntrack-near-full-todo-untracked = Or do not track what needs no tracking: a notrack rule for the busiest port, or connections that are reused.

conntrack-near-full-dont-flush = conntrack -F: cuts every connection that goes through NAT, and the table fills again.
conntrack-near-full-dont-established = A short nf_conntrack_tcp_timeout_established: idle connections through NAT then hang without a word.

conntrack-near-full-quiet = Conntrack: { $used } of { $limit } tracked flows.

conntrack-near-full-because-dropped = conntrack { $used } of { $limit }, drop { $per_s }/s > 0
conntrack-near-full-because-full = conntrack { $used } >= nf_conntrack_max { $limit }
conntrack-near-full-because-near = conntrack { $used } >= { $percent } % of nf_conntrack_max { $limit }
