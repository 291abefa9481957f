connection-leak-verdict = { $established } open connections to { $target } hold { $percent } of the local ports that lead there; their number does not grow.
connection-leak-verdict-once = { $established } open connections to { $target } hold { $percent } of the local ports that lead there.
connection-leak-verdict-growing = Open connections to { $target } pile up: { $established } hold { $percent } of the local ports that lead there, { $more } more; no port is left in { $seconds }.
connection-leak-verdict-process = { $process } has { $used } of { $limit } descriptors in use, nearly all for open connections.
connection-leak-verdict-process-growing = { $process } opens connections and does not close them: at this rate no descriptor is left in { $seconds }.

connection-leak-summary = { $established } open connections to { $target } hold { $percent } of the { $usable } local ports that lead there.
connection-leak-summary-growing = { $established } open connections to { $target } hold { $percent } of the { $usable } local ports that lead there, and { $more } more come than go.
connection-leak-summary-process = { $process }: { $tcp } of { $used } descriptors are TCP connections; at { $limit } accept() and connect() fail (EMFILE).

connection-leak-why = Hardly any was closed from this side within the last minute. Either they are meant to stay (pool, push), or { $program } opens them and forgets them.
connection-leak-why-unknown = Either they are meant to stay (pool, push), or { $program } opens them and forgets them. This input does not show how many are closed.
connection-leak-why-life = One lives { $life } on average (open ones over closes per second). Those that nobody uses any more go only when { $program } closes them.
connection-leak-why-process = Their number stands still now. Connections that nobody uses any more go only when the program closes them.
connection-leak-why-process-once = Connections that nobody uses any more go only when the program closes them.
connection-leak-why-process-growing = { $more } more come than go. Connections that nobody uses any more go only when the program closes them.

connection-leak-todo-idle = See how long each has been silent (lastsnd, lastrcv: milliseconds).
    .command = ss -tni 'dst { $target }'
connection-leak-todo-pool = Let { $program } limit its pool, close idle connections, and close them on error paths too.
connection-leak-todo-process-idle = See which are silent (lastsnd, lastrcv: milliseconds).
    .command = ss -tnpi | grep -A1 "pid={ $pid },"
connection-leak-todo-process-close = Let the program close what it has finished with, and set a limit and an idle time for its pools and its clients.

connection-leak-dont-settings = tcp_tw_reuse, tcp_fin_timeout, tcp_max_tw_buckets: no effect on open connections.
connection-leak-dont-keepalive = TCP keepalive: ends only connections whose peer is gone.

connection-leak-quiet = Most open connections: { $established } to { $target }.

connection-leak-because = ESTABLISHED { $established } >= { $percent } % of usable { $usable }
connection-leak-because-growing = ESTABLISHED { $established } >= { $percent } % of usable { $usable }, { $per_s }/s more
connection-leak-because-process = descriptors { $used } >= { $near } % of { $limit }, TCP { $tcp } >= { $mostly } % of them
connection-leak-because-process-growing = descriptors { $used } >= { $near } % of { $limit }, TCP { $tcp } >= { $mostly } % of them, { $per_s }/s more
