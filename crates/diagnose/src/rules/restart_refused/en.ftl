restart-refused-verdict = Nobody listens on port { $port } any more; if its service cannot start (EADDRINUSE), its old connections are why.
restart-refused-verdict-refused = The service on port { $port } cannot start (EADDRINUSE): its own old connections hold the port.
restart-refused-verdict-held = bind() to port { $port } failed (EADDRINUSE): somebody listens there.

restart-refused-summary = Nobody listens on port { $port }, but { $rows } TIME_WAIT of its old listener are there.
restart-refused-summary-live = Nobody listens on port { $port }, but { $live } open connections and { $rows } TIME_WAIT of its old listener are there.
restart-refused-summary-held = Port { $port }: EADDRINUSE in { $lines ->
    [one] one line
   *[other] { $lines } lines
 } of the log, and somebody listens there now.
restart-refused-summary-held-by = Port { $port }: EADDRINUSE in { $lines ->
    [one] one line
   *[other] { $lines } lines
 } of the log, and { $program } listens there now.

restart-refused-why = While they last, bind() needs SO_REUSEADDR on the old listener as on the new one: each row remembers what its listener had (measured). Which it had cannot be seen, so this is inferred.
restart-refused-why-live = A process that the old service left behind keeps them open. While they last, bind() needs SO_REUSEADDR on the old listener as on the new one (measured); inferred, as it cannot be seen.
restart-refused-why-held = Either the service is up again, or its old process has not ended, or another program has the port.

restart-refused-todo-wait = Wait: the last of them goes in { $seconds } at most; then start it.
restart-refused-todo-reuseaddr = Let the service set SO_REUSEADDR before bind(). It helps from the restart after the next one on.
restart-refused-todo-holder = See who holds the port.
    .command = lastack ports { $port }
restart-refused-todo-old = If it is the old process: end it and wait until it is gone. If it is another program: give one of them another port.

restart-refused-dont-reuseport = SO_REUSEPORT: right only for several processes of one service. Else a second copy starts unnoticed, and each gets a part of the connections.
restart-refused-dont-settings = tcp_tw_reuse, tcp_fin_timeout: bind() looks at neither.
