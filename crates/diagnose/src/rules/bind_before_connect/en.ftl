bind-before-connect-verdict = Each local port serves one destination only ({ $used } of { $usable } taken): something binds before it connects. Ports suffice for now.
bind-before-connect-verdict-hardly-shared = Hardly a local port serves two destinations ({ $used } of { $usable } taken): something binds before it connects. Ports suffice for now.
bind-before-connect-verdict-ending = { $used } of { $usable } local ports are taken, { $destinations ->
    [one] all to one destination
   *[other] for all { $destinations } destinations together
 }: something binds before it connects, and { $end } (inferred).
bind-before-connect-verdict-slow = { $used } of { $usable } local ports are taken, { $destinations ->
    [one] all to one destination
   *[other] for all { $destinations } destinations together
 }: something binds before it connects.
bind-before-connect-verdict-near = { $used } of { $usable } local ports are taken, for all destinations together: bind() fails with EADDRINUSE when they are gone.

bind-before-connect-verdict-failing = { $used } of { $usable } local ports are held by bind(): bind() fails now (EADDRINUSE), and connect() from { $source } finds none (EADDRNOTAVAIL).
bind-before-connect-verdict-held-all = No local port is left: all { $used } of the range are held by bind(), and connect() fails (EADDRNOTAVAIL), whatever its destination.
bind-before-connect-verdict-held = { $used } of { $usable } local ports are held by bind(): { $left } are left for connect(), whatever its destination.

bind-before-connect-summary = { $used } of { $usable } local ports of { $source } are taken ({ $percent }), { $destinations ->
    [one] all to one destination.
   *[other] and { $destinations } destinations share none of them.
 }
bind-before-connect-summary-hardly-shared = { $used } of { $usable } local ports of { $source } are taken ({ $percent }), and { $destinations } destinations hardly share any.
bind-before-connect-summary-seen = { $used } of { $usable } local ports are held by bind() ({ $percent }): { $destinations ->
    [one] all to one destination.
   *[other] each serves one of { $destinations } destinations only.
 }
bind-before-connect-summary-held = { $used } of { $usable } local ports are held by bind() ({ $percent }).

bind-before-connect-why-seen = The kernel notes of each port whether bind() or connect() chose it. { $program } binds an address first, and all destinations live from one pool (observed).
bind-before-connect-why-hardly-shared = Plain connect() would share ports between destinations; that it shared so few has a chance below 1 in 1,000. So { $program } binds an address first, and all destinations live from one pool (inferred).
bind-before-connect-why-unshared = Plain connect() would share ports between destinations; that it shared none has a chance below 1 in 1,000. So { $program } binds an address first, and all destinations live from one pool (inferred).
bind-before-connect-why-filled = { $most } of them lead to { $target }; those that it lacks lead elsewhere, though plain connect() would share them. So { $program } binds an address first, and all destinations live from one pool (inferred).
bind-before-connect-why-parity = { $odd } of them are of the parity that bind() with port 0 takes first and connect() last. So { $program } binds an address first, and all destinations live from one pool (inferred).
bind-before-connect-why-assumed = The port range was not given: 32768 to 60999, the kernel's default, is assumed. If so, { $program } binds an address before it connects, and all destinations live from one pool (inferred).
bind-before-connect-why-held = A port that somebody bound is given to no connect(), whatever the destination (measured), until its socket is closed. Sockets that are bound and nothing else stand in no netstat and no plain ss.

bind-before-connect-todo-no-port = Let { $who } set IP_BIND_ADDRESS_NO_PORT before bind(), or leave out bind(): then each destination has all { $usable } ports (Linux 4.2 and later).
bind-before-connect-todo-widen = The range is narrow, { $usable } ports: widen it to the default. First reserve ports of your services that lie in it (ip_local_reserved_ports). To undo: set { $low } { $high } again.
    .command = sysctl -w net.ipv4.ip_local_port_range="32768 60999"
bind-before-connect-todo-who = See which program has so many connections.
    .command = ss -tnp 'src [{ $source }]'
bind-before-connect-todo-reuse = Reuse connections (pool, keep-alive): each takes a port from all the others.
bind-before-connect-todo-held-who = See which program holds them.
    .command = lastack sockets 'state bound or state listening' --group-by process
bind-before-connect-todo-held = Let that program close what it does not use, and bind only when it connects; a pool that is bound in advance wants IP_BIND_ADDRESS_NO_PORT (Linux 4.2 and later).

bind-before-connect-dont-options = SO_REUSEADDR or SO_REUSEPORT before bind() with port 0: no port more (measured).
bind-before-connect-dont-tw-reuse = tcp_tw_reuse: bind() takes over no TIME_WAIT.
bind-before-connect-dont-held = tcp_tw_reuse, tcp_fin_timeout: no TIME_WAIT holds these ports.

bind-before-connect-quiet = { $shared } of { $ports } local ports serve several destinations at once, as connect() shares them.

bind-before-connect-because-seen = { $used } ports of the range held by bind()
bind-before-connect-because-held = { $used } of { $usable } ports of the range held by bind()
bind-before-connect-because-unshared = { $shared } of { $used } ports shared by { $destinations } destinations, chance with connect() alone < { $chance }
bind-before-connect-because-filled = { $most } of { $usable } ports to one destination, { $used } with those of the others, none shared
bind-before-connect-because-parity = { $odd } of { $used } ports of the parity of bind(0) >= { $percent } %
