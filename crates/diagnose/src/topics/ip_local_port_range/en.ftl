ip-local-port-range-title = ip_local_port_range: the local ports that connect() may choose from
ip-local-port-range-what = Default 32768 to 60999: 28,232 ports for each destination address and port, not for the whole host. connect() tries only odd (or only even) ports first, then the other half.
ip-local-port-range-see = Read the range; lastack ports shows how much of it each destination has taken.
    .command = sysctl net.ipv4.ip_local_port_range
ip-local-port-range-matters = When one destination takes more than half of it: connect() gets slow (7 to 890 µs), at the end EADDRNOTAVAIL. 28,232 ports last for 470 closes per second. A wider range needs ends of different parity and service ports reserved.
ip-local-port-range-harmless = For a server's accepted connections: they use none of these ports.
ip-local-port-range-source = __inet_hash_connect in net/ipv4/inet_hashtables.c; measured on 6.18
