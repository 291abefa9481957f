no-ceiling-for-connections-claim = Connections differ by 4-tuple, so the number of connections to a server has no ceiling.
no-ceiling-for-connections-truth = In sum that is nearly so, but not for each peer: one client address has at most 64,512 source ports towards one listening port, which a proxy or NAT in front soon reaches. Before that come descriptors (one for each open connection), memory, the conntrack table and the rate of accept().
no-ceiling-for-connections-source = port numbers are 16 bits: 1024 to 65535 are 64,512; net.netfilter.nf_conntrack_max
