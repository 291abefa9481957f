rule-listener-in-ephemeral-range-title = A listening port inside the ephemeral range
rule-listener-in-ephemeral-range-what = connect() chooses from ip_local_port_range whatever is free. While a service is down, its port is free too: a client may get it, and bind() then fails with EADDRINUSE.
rule-listener-in-ephemeral-range-see = The range, and what is left out of it.
    .command = sysctl net.ipv4.ip_local_port_range net.ipv4.ip_local_reserved_ports
rule-listener-in-ephemeral-range-matters = When the port is fixed in a configuration and this host opens many connections. Put it into ip_local_reserved_ports: connect() and bind() with port 0 leave it out, an explicit bind() still works (measured).
rule-listener-in-ephemeral-range-harmless = For services that take any free port, and while hardly any connection leads out.
rule-listener-in-ephemeral-range-source = inet_hash_connect in net/ipv4/inet_hashtables.c; measured on 6.18
