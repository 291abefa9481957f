listener-port-taken-verdict = The service on port { $port } cannot start: a connection out of this host has taken its port.
listener-port-taken-verdict-gone = Nobody listens on port { $port } any more, and a connection out of this host has taken it: its service could not start.

listener-port-taken-summary = Port { $port } is the source port of a connection out, and its service does not listen.

listener-port-taken-why-logged = The log has EADDRINUSE for it in { $lines ->
    [one] one line
   *[other] { $lines } lines
 }: connect() gave the port to a client while the service was down. It is free once that connection is closed, 60 s later if this side closes first.
listener-port-taken-why-before = A moment ago a service listened there; connect() gave the port to a client since. It is free once that connection is closed, 60 s later if this side closes first.
listener-port-taken-why-rows = Rows of its peers are still there, so a service listened on it; connect() gave the port to a client since (inferred). It is free once that connection is closed, 60 s later if this side closes first.

listener-port-taken-why-bound = connect() does not give this port out, so a program has bound it as its source port. It is free once that connection is closed, 60 s later if this side closes first.

listener-port-taken-todo-holder = See who holds it and when it is free.
    .command = lastack ports { $port }
listener-port-taken-todo-free = Restart that client, or let it close its connection; then start the service.
listener-port-taken-todo-reserve = So that it does not come back: reserve the port.
    .command = sysctl -w net.ipv4.ip_local_reserved_ports={ $list }
listener-port-taken-todo-add = So that it does not come back: add the port to net.ipv4.ip_local_reserved_ports, beside those that stand there.

listener-port-taken-dont-reuse = SO_REUSEADDR, SO_REUSEPORT in the service alone: bind() is refused all the same. The client's socket would need the same option, which clients hardly ever set (measured).

listener-port-taken-because = port { $port } is the local port of an outbound connection, no LISTEN, { $sign }
listener-port-taken-because-logged = EADDRINUSE in { $lines } lines
listener-port-taken-because-before = LISTEN seen before
listener-port-taken-because-rows = { $rows } rows of its peers
