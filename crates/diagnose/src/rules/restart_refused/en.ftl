restart-refused-verdict = Nobody listens on port { $port } any more; if its service cannot start (EADDRINUSE), its old connections are why.
restart-refused-verdict-refused = The service on port { $port } cannot start (EADDRINUSE): its own old connections hold the port.
restart-refused-verdict-held = Port { $port } could not be bound (EADDRINUSE); a program listens there now.

restart-refused-summary = No program listens on port { $port } any more; { $rows } connections of its old listener are still in TIME_WAIT.
restart-refused-summary-live = No program listens on port { $port } any more; { $live } unfinished connections and { $rows } TIME_WAIT of its old listener are still there.
restart-refused-summary-held = Port { $port }: EADDRINUSE in { $lines ->
    [one] one line
   *[other] { $lines } lines
 } of the log, and somebody listens there now.
restart-refused-summary-held-by = Port { $port }: EADDRINUSE in { $lines ->
    [one] one line
   *[other] { $lines } lines
 } of the log, and { $program } listens there now.

restart-refused-why = Each of them keeps the port for a minute. bind() gets it sooner only if the old listener had SO_REUSEADDR and the new one has it too (measured). Whether the old one had it cannot be seen, so this is inferred.
restart-refused-why-live = Most likely a process that the old service left behind keeps them open. Until they are gone bind() gets the port only if the old listener had SO_REUSEADDR and the new one has it too (measured). Whether the old one had it cannot be seen, so this is inferred.
restart-refused-why-no-reuse = { $without ->
    [one] One of them comes from a socket
   *[other] { $without } of them come from sockets
 } without SO_REUSEADDR: while they last, bind() to the port is refused, whatever the new socket sets.
restart-refused-why-reuse = All of them come from sockets with SO_REUSEADDR: bind() is refused only where the new socket does not set it too.
restart-refused-why-held = Either the service is up again, or its old process has not ended, or another program has the port.

restart-refused-todo-wait = Wait: the last of them goes in { $seconds } at most; then start it.
restart-refused-todo-reuseaddr = Against the next time: let the service set SO_REUSEADDR before bind(). This one start still has to wait, later ones do not.
restart-refused-todo-reuseaddr-now = Let the service set SO_REUSEADDR before bind(): then it starts at once.
restart-refused-todo-holder = See who holds the port.
    .command = lastack ports { $port }
restart-refused-todo-old = If it is the old process: end it and wait until it is gone. If it is another program: give one of them another port.

restart-refused-dont-reuseport = SO_REUSEPORT: right only for several processes of one service. Else a second copy starts unnoticed, and each gets a part of the connections.
restart-refused-dont-settings = tcp_tw_reuse, tcp_fin_timeout: bind() looks at neither.

restart-refused-because-held = EADDRINUSE in { $lines } lines, LISTEN on port { $port }
restart-refused-because = no LISTEN on port { $port }, TIME_WAIT { $time_wait }, live { $live }
restart-refused-because-refused = no LISTEN on port { $port }, TIME_WAIT { $time_wait }, live { $live }, EADDRINUSE in { $lines } lines
