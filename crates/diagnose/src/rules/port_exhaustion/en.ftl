port-exhaustion-verdict-failing = { $blocking } of { $usable } local ports to { $target } are taken: connect() fails now (EADDRNOTAVAIL).
port-exhaustion-verdict-failing-unproven = { $blocking } of { $usable } local ports to { $target } are taken; whether connect() fails depends on the peer's timestamps.
port-exhaustion-verdict-slow-unproven = { $blocking } of { $usable } local ports to { $target } are taken; whether connect() is slow depends on the peer's timestamps.
port-exhaustion-verdict-failing-unseen = { $taken } of { $usable } local ports to { $target } are taken, and none is seen reused: bind() before connect() fails (EADDRINUSE), connect() may too.
port-exhaustion-verdict-slow-unseen = { $taken } of { $usable } local ports to { $target } are taken, and none is seen reused: a program seems to bind() before it connects.
port-exhaustion-verdict-unproven-fast = { $blocking } of { $usable } local ports to { $target } are taken; whether they run out depends on the peer's timestamps.
port-exhaustion-verdict-near-fast = { $blocking } of { $usable } local ports to { $target } are taken, { $end }.
port-exhaustion-verdict-slow-fast = { $blocking } of { $usable } local ports to { $target } are taken, { $end }.
port-exhaustion-verdict-ending-fast = Local ports to { $target } are running out: { $end }.
port-exhaustion-verdict-ending-brief = If it goes on as in the last { $watched }, local ports to { $target } run out: { $end } (inferred).
port-exhaustion-verdict-odd = { $blocking } of { $usable } local ports to { $target } are taken: connect() begins to fail (EADDRNOTAVAIL).
port-exhaustion-verdict-near = { $blocking } of { $usable } local ports to { $target } are taken: connect() is slow, { $end }.
port-exhaustion-verdict-slow = { $blocking } of { $usable } local ports to { $target } are taken: connect() is slow, { $end }.
port-exhaustion-verdict-ending = Local ports to { $target } are running out: { $slow }, { $end }.
port-exhaustion-verdict-slowing = { $blocking } of { $usable } local ports to { $target } are taken: { $slow }.
port-exhaustion-verdict-reused = { $taken } of { $usable } local ports to { $target } are taken, and the kernel reuses the old ones: nothing to do.
port-exhaustion-verdict-draining = { $blocking } of { $usable } local ports to { $target } are still taken, by TIME_WAIT alone: none came for { $idle }, and if none comes the last one is gone in { $drained }.

port-exhaustion-verdict-narrow = Not known whether local ports run out: { $rows } connections to { $target } fill ports { $low } to { $high }, and the range of that host is not in this text. Add: sysctl net.ipv4.ip_local_port_range
port-exhaustion-verdict-narrow-pool = Not known whether local ports run out: connections to { $destinations } destinations fill ports { $low } to { $high }, and the range of that host is not in this text. Add: sysctl net.ipv4.ip_local_port_range
port-exhaustion-summary-narrow = { $rows } connections to { $target } fill local ports { $low } to { $high } ({ $ports } ports).
port-exhaustion-summary-narrow-pool = { $rows } of the { $ports } local ports from { $low } to { $high } are taken; { $destinations } destinations hardly share any.
port-exhaustion-why-narrow = Of a wide range connect() takes every second port only, until half is gone: so the range may end there (inferred), and then connect() fails (EADDRNOTAVAIL, "Cannot assign requested address"). With the default, 32768 to 60999, ports suffice.
port-exhaustion-why-narrow-elsewhere = Of a wide range connect() takes every second port only, until half is gone: so the range may end there (inferred), and then connect() fails (EADDRNOTAVAIL, "Cannot assign requested address"). It is not the default, 32768 to 60999: so many ports lie outside of that.
port-exhaustion-why-narrow-pool = So the range may end there, and a program bind before it connects (inferred): then all destinations live from it, and bind() fails (EADDRINUSE). With the default, 32768 to 60999, ports suffice.
port-exhaustion-todo-range = On that host; add what it prints to the text, and ask again.
    .command = sysctl net.ipv4.ip_local_port_range net.ipv4.tcp_tw_reuse net.ipv4.tcp_timestamps

port-exhaustion-verdict-refused = connect() to { $target } got no local port { $refused ->
    [one] once
   *[other] { $refused } times
 } in { $window } (EADDRNOTAVAIL), seen as it happened: { $program }.
port-exhaustion-summary-refused = { $program } got no local port to { $target } { $refused ->
    [one] once
   *[other] { $refused } times
 } in { $window }.
port-exhaustion-why-refused = Seen in the kernel: EADDRNOTAVAIL ("Cannot assign requested address"). { $blocking } of { $usable } ports are taken; { $time_wait } of the rows are TIME_WAIT and free their port after { $frees }.
port-exhaustion-why-refused-rows = Seen in the kernel: EADDRNOTAVAIL ("Cannot assign requested address"). { $blocking } of { $usable } ports of today's range are taken. With those from other ports { $rows } rows lead there; { $time_wait } of all are TIME_WAIT and free their port after { $frees }.
port-exhaustion-summary-failing = All local ports to { $target } are taken: { $blocking } of { $usable }.
port-exhaustion-summary-near = { $blocking } of { $usable } local ports to { $target } are taken ({ $percent }).
port-exhaustion-summary-slow = { $blocking } of { $usable } local ports to { $target } are taken ({ $percent }).
port-exhaustion-summary-ending = { $blocking } of { $usable } local ports to { $target } are taken ({ $percent }), closing at { $closes }.
port-exhaustion-summary-slowing = { $blocking } of { $usable } local ports to { $target } are taken ({ $percent }), closing at { $closes }.
port-exhaustion-summary-held = { $blocking } of { $usable } local ports to { $target } are taken ({ $percent }): { $program } holds { $open } connections open there.
port-exhaustion-summary-reused = { $taken } of { $usable } local ports to { $target } are taken, only { $blocking } of them block.
port-exhaustion-summary-draining = { $blocking } of { $usable } local ports to { $target } are still taken ({ $percent }), and drain.

port-exhaustion-why-failing = connect() from { $source } fails with EADDRNOTAVAIL ("Cannot assign requested address"); { $time_wait } of the rows are TIME_WAIT and free their port after { $frees }.
port-exhaustion-why-failing-rows = connect() from { $source } fails with EADDRNOTAVAIL ("Cannot assign requested address"). { $rows } rows lead there, { $taken } of them from ports of today's range; { $time_wait } of all are TIME_WAIT and free their port after { $frees }.
port-exhaustion-why-failing-reused = connect() from { $source } fails with EADDRNOTAVAIL ("Cannot assign requested address"); { $time_wait } of the rows are TIME_WAIT, and tcp_tw_reuse frees their port after { $frees }: { $usable } ports carry { $serves } at most.
port-exhaustion-why-unseen = tcp_tw_reuse covers this route, yet rows pile up as if nothing were reused: connect() that reuses leaves half of the ports free. So a program seems to bind() before it connects; bind() takes over no TIME_WAIT, and connect() none whose port was bound (inferred).
port-exhaustion-search = {" "}Past half of the range each connect() searches for about { $cost }, not for 10 µs.
port-exhaustion-search-none = {""}
port-exhaustion-us = { $number } µs
port-exhaustion-ms = { $number } ms
port-exhaustion-why-held = They are open connections, not TIME_WAIT: a leak, or a pool too large. They go only when they are closed; { $end }.
port-exhaustion-why-odd = connect() may fail with one port left: in a range of odd size it leaves one port out of its search (EADDRNOTAVAIL, "Cannot assign requested address").
port-exhaustion-why-near = { $free } are free; { $end }.{ $search }
port-exhaustion-why-slow = Past half of the range each connect() searches for about { $cost }, not for 10 µs; { $end }.
port-exhaustion-why-slow-fast = So small a range is searched in { $cost }, so connect() stays fast; { $end }.
port-exhaustion-why-ending = From { $source }: { $slow }, { $end }.
port-exhaustion-why-ending-fast = From { $source }: { $end }.
port-exhaustion-why-ending-brief = From { $source }: { $end }, if it goes on. It was seen for { $watched } only, and a burst ends by itself: look again.
port-exhaustion-why-slowing = From { $source }: { $slow }, searching for about { $cost }, not for 10 µs; { $end }.
port-exhaustion-why-reused = TIME_WAIT older than { $delay } is taken over by the next connect(): tcp_tw_reuse covers this route and both ends use timestamps.
port-exhaustion-why-draining = No connection is open there, and no TIME_WAIT came for { $idle }. If none comes, the last one is gone in { $drained } at the latest; until then at least { $free } ports are free.{ $search }
port-exhaustion-why-unproven = tcp_tw_reuse may free those older than { $delay }, if { $target } uses timestamps: not provable from here. If not, all that are taken block.
port-exhaustion-why-failing-unproven = tcp_tw_reuse may free those older than { $delay }, if { $target } uses timestamps: not provable from here. If not, connect() fails with EADDRNOTAVAIL.
port-exhaustion-why-assumed = The port range was not given, so all this is reckoned with the kernel's default, 32768 to 60999; { $end }.
port-exhaustion-why-direction = The input does not tell which side opened these connections. If this one did, { $end }.

port-exhaustion-todo-reuse = Let { $program } keep connections to { $target } open and reuse them (pool, keep-alive).
port-exhaustion-todo-reuse-life = Let { $program } keep connections to { $target } open and reuse them (pool, keep-alive): one lives { $life } now.
port-exhaustion-todo-close = Let { $program } close the connections that it does not use, on error paths too, and limit its pool.
port-exhaustion-todo-holder = See which program holds them, and how long each has been silent (lastsnd, lastrcv: milliseconds).
    .command = ss -tnpi 'dst { $target }'
port-exhaustion-todo-no-port = Let { $program } leave out bind(), or set IP_BIND_ADDRESS_NO_PORT before it (Linux 4.2 and later): then connect() reuses TIME_WAIT after { $delay }.
port-exhaustion-todo-who = See who connects there, who gets no port, and whether it binds first: what fails leaves no row (as root; traces for 5 s).
    .command = lastack --blame 5s
port-exhaustion-todo-watch = See which program connects there. Its connections are short, so look again and again.
    .command = watch -n 0.2 'ss -tnp dst { $target }'
port-exhaustion-todo-peer-closes = Let { $target } close first: then TIME_WAIT stands there and takes no port here.
port-exhaustion-todo-tuples = Use more destination addresses or ports, or more source addresses: each combination has local ports of its own, unless a program binds first.
port-exhaustion-todo-tw-reuse = Stopgap: turn on tcp_tw_reuse, and ports are reused after { $delay } of TIME_WAIT (both ends are this host and use timestamps). To undo: set { $before } again.
    .command = sysctl -w net.ipv4.tcp_tw_reuse=1
port-exhaustion-todo-tw-reuse-loopback = Stopgap: set tcp_tw_reuse to 2, the kernel's default, and ports are reused after { $delay } of TIME_WAIT: it covers loopback, and both ends use timestamps. To undo: set { $before } again.
    .command = sysctl -w net.ipv4.tcp_tw_reuse=2
port-exhaustion-todo-tw-reuse-peer = Stopgap: turn on tcp_tw_reuse, and ports are reused after { $delay } of TIME_WAIT (live connections show that { $target } uses timestamps). To undo: set { $before } again.
    .command = sysctl -w net.ipv4.tcp_tw_reuse=1
port-exhaustion-todo-widen = The range is narrow, { $usable } ports: widen it. First reserve ports of your services that lie in it (ip_local_reserved_ports). To undo: set { $low } { $high } again.
    .command = sysctl -w net.ipv4.ip_local_port_range="{ $to_low } { $to_high }"

port-exhaustion-dont-tw-reuse-unproven = tcp_tw_reuse=1 on trust: it helps only if { $target } uses timestamps (ss -tni shows ts where it does).
port-exhaustion-dont-tw-reuse-timestamps = tcp_tw_reuse: does nothing while tcp_timestamps = 0.
port-exhaustion-dont-tw-reuse-peer = tcp_tw_reuse: does nothing here, live connections show that { $target } uses no timestamps.
port-exhaustion-dont-tw-reuse-on = tcp_tw_reuse: it is on already.
port-exhaustion-dont-tw-reuse-bound = tcp_tw_reuse for a program that binds before it connects (EADDRINUSE): bind() takes over no TIME_WAIT.
port-exhaustion-dont-open = tcp_tw_reuse, tcp_fin_timeout, tcp_max_tw_buckets: no effect on open connections.
port-exhaustion-dont-keepalive = TCP keepalive: ends only connections whose peer is gone.
port-exhaustion-dont-settings = tcp_fin_timeout: no effect on TIME_WAIT. tcp_tw_recycle: removed in Linux 4.12. A lower tcp_max_tw_buckets: resets peers still closing.

port-exhaustion-quiet = Busiest route { $target }: { $blocking } of { $usable } ports ({ $percent }), { $end }.

port-exhaustion-because-refused = refused connects { $refused } >= 1
port-exhaustion-because-odd = blocking { $blocking } >= usable { $usable } - 1, range of odd size
port-exhaustion-because-failing = blocking { $blocking } >= usable { $usable }
port-exhaustion-because-share = blocking { $blocking } >= { $percent } % of usable { $usable }
port-exhaustion-because-ending = used(t) >= usable { $usable }{ $span }
port-exhaustion-because-slowing = used(t) >= { $percent } % of usable { $usable }{ $span }
port-exhaustion-because-reused = taken { $taken } >= { $percent } % of usable { $usable } > blocking { $blocking }
port-exhaustion-because-draining = blocking { $blocking } >= { $percent } % of usable { $usable }, youngest row { $idle } s >= { $limit } s, none open
port-exhaustion-because-narrow = rows { $rows } >= { $percent } % of the { $ports } ports between their lowest and highest, range not read
port-exhaustion-because-within = {" "}in { $low }..{ $high } s at { $per_s }/s
port-exhaustion-because-rate = {" "}at { $per_s }/s
port-exhaustion-because-any = {""}
