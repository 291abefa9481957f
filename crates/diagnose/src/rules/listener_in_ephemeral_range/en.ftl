listener-in-ephemeral-range-verdict = Nothing hurts now; a client may take port { $port } while its service restarts: it lies in the ephemeral range.
listener-in-ephemeral-range-verdict-busy = A restart of the service on port { $port } may fail: clients here are given its port in { $chance } of the cases.

listener-in-ephemeral-range-summary = { $count ->
    [one] Listening port { $ports } lies
   *[other] { $count } listening ports lie
 } inside the ephemeral range { $low } to { $high }{ $count ->
    [one] .
   *[other] : { $ports }.
 }

listener-in-ephemeral-range-why = connect() may give the port to a client while the service is down; then its bind() fails (EADDRINUSE) until that connection is gone. Services that take any free port do not mind.
listener-in-ephemeral-range-why-busy = Connections are opened so fast that within 10 s of a restart one of them gets the port in { $chance } of the cases; then bind() fails (EADDRINUSE) until that connection is gone.
listener-in-ephemeral-range-why-unknown = connect() may give the port to a client while the service is down, unless it is reserved, which was not given.

listener-in-ephemeral-range-todo-reserve = Reserve the ports that are fixed in a configuration; connect() leaves them out, an explicit bind() still works.
    .command = sysctl -w net.ipv4.ip_local_reserved_ports={ $list }
listener-in-ephemeral-range-todo-add = Add the ports that are fixed in a configuration to net.ipv4.ip_local_reserved_ports, beside those that stand there.
listener-in-ephemeral-range-todo-see = See whether they are reserved.
    .command = sysctl net.ipv4.ip_local_reserved_ports

listener-in-ephemeral-range-dont-range = A line in sysctl.conf that begins with #: it reserves nothing.

listener-in-ephemeral-range-quiet = None of { $ports } listening ports needs to be reserved (those on loopback alone do not count).

listener-in-ephemeral-range-because = { $ports } listening ports in { $low }..{ $high }, not reserved
listener-in-ephemeral-range-because-busy = { $ports } listening ports in { $low }..{ $high }, not reserved, taken within { $seconds } s in { $chance } % >= { $percent } %
