port-range-parity-title = prefer different parity: both ends of the port range are even, or both are odd
port-range-parity-what = connect() takes ports of the parity of the first port first, bind(0) the other one. A range whose ends differ in parity gives both the same number. The kernel took the range all the same and printed this once.
port-range-parity-see = The range as it stands.
    .command = sysctl net.ipv4.ip_local_port_range
port-range-parity-matters = Hardly ever. Choose ends of different parity, such as 32768 60999, when you set the range anyway.
port-range-parity-harmless = Nearly always: the range holds one port more of one parity than of the other, and nothing is refused because of it.
port-range-parity-source = ipv4_local_port_range in net/ipv4/sysctl_net_ipv4.c, commits 07f4c90062f8 and ed2dfd900992; seen on 6.18
