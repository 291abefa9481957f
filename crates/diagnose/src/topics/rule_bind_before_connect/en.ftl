rule-bind-before-connect-title = bind() before connect(): one pool of ports for all destinations
rule-bind-before-connect-what = bind() with port 0 must find a port before it knows where to: one that no other destination uses. connect() alone shares a port between destinations. So 10 backends share 28,232 ports instead of having as many each.
rule-bind-before-connect-see = Ports in use over all destinations; with bind() they are odd first, with connect() even first (where the range begins even).
    .command = lastack ports
rule-bind-before-connect-matters = When most of the range is in use: bind() fails with EADDRINUSE ("Address already in use"), though no single destination is short. Set IP_BIND_ADDRESS_NO_PORT (Linux 4.2) before bind(), or leave bind() out.
rule-bind-before-connect-harmless = While a small part of the range is in use.
rule-bind-before-connect-source = inet_csk_get_port in net/ipv4/inet_connection_sock.c; measured on 6.18
