rule-listener-port-taken-title = A client connection has taken the port of a service
rule-listener-port-taken-what = The service was down, and connect() gave its port to a client: the port is now the source port of a connection out. bind() fails with EADDRINUSE, whatever options it sets.
rule-listener-port-taken-see = Who has the port: a row with it as local port that no listener explains.
    .command = ss -tanp
rule-listener-port-taken-matters = At once: the service cannot start until that connection is closed, 60 s later if this side closes first. End it, start the service, then reserve the port in ip_local_reserved_ports.
rule-listener-port-taken-harmless = When the service was stopped for good.
rule-listener-port-taken-source = inet_csk_bind_conflict in net/ipv4/inet_connection_sock.c; measured on 6.18
