# Labels of every format. Labels in the gutter carry their own indent.

report-unknown = ?

report-verdict-critical = CRITICAL
report-verdict-warning = WARNING
report-verdict-ok = OK
report-verdict-unknown = UNKNOWN
report-severity-critical = crit
report-severity-warning = warn
report-severity-info = info
report-severity-ok = ok

report-mark-do = {"   "}do
report-mark-dont = {"   "}don't
report-mark-because = {"   "}rule
report-mark-not = not it
report-mark-unread = unread
report-mark-note = note
report-mark-partly = partly
report-mark-ports = ports
report-mark-next = next

report-range-sign = {"-"}
report-header-separator = {", "}
report-next-separator = {" | "}
report-part-separator = {", "}
report-names-separator = {", "}
report-colon = {": "}

report-host = { $name }
report-host-unnamed = this host
report-capture = capture of { $name }
report-capture-commands = capture of { $name }, run the commands there
report-capture-unnamed = capture of a host without a name
report-input = pasted { $input }
report-inputs = pasted { $input } and { $more ->
    [one] one more
   *[other] { $more } more
 }
report-system-unknown = system unknown
report-system = { $system }
report-system-kernel = { $system } { $kernel }
report-taken = { $time }
report-watched = watched { $window }, nothing was changed
report-looked-once = looked once, nothing was changed
report-read-paste = read from text, nothing was changed

report-netns-own = this namespace
report-netns-named = netns { $name }
report-netns-process = netns of { $comm } (pid { $pid })
report-netns-container = container { $container } ({ $comm }, pid { $pid })
report-netns-paste = { $input }
report-netns-stdin = standard input
report-netns-short = { $name }
report-netns-short-own = own
report-in-netns = In { $netns }:{" "}
report-since = {" "}It has been so for at least { $since }.

report-hidden = { $count ->
    [one] One more finding: lastack -v
   *[other] { $count } more findings: lastack -v
 }
report-warning = { $input }: { $why }
report-warning-line = { $input }, line { $line }: { $why }
report-gaps-more = { $count ->
    [one] One more thing was read only in part: add -v
   *[other] { $count } more things were read only in part: add -v
 }
report-gaps-only = { $count ->
    [one] One thing was read only in part: add -v
   *[other] { $count } things were read only in part: add -v
 }
report-gaps-unkept = { $count ->
    [one] One more like these.
   *[other] { $count } more like these.
 }

report-busiest = busiest route { $destination }: { $blocking } of { $usable } ({ $percent }), { $trend }
report-range-assumed = {" "}(default range assumed)
report-trend-full = full now
report-trend-slow = connect() is slow now
report-trend-slow-ends = connect() is slow now, full in { $span }
report-trend-ends = full in { $span }
report-trend-slows = slow in { $span }, never full at this rate
report-trend-slows-at-least = slow in { $span }
report-trend-steady = never full at this rate, settles at { $steady }
report-trend-steady-paste = settles at { $steady } at this rate, if these are all rows
report-trend-once = one reading shows no trend
report-trend-unknown = trend unknown
report-todo-left = {" "}({ $count } more: -v)
report-next-verbose = lastack{ $file } -v
report-hint-chinese = (Chinese: lastack --lang zh)

report-table-others = Other network namespaces
report-table-netns = { $netns }
report-head-state = state
report-head-all = all
report-head-v4 = IPv4
report-head-v6 = IPv6
report-head-loopback = loopback
report-state-mini = {"  "}kernel-held
report-state-total = total
report-states-no-addresses = The input has no addresses: families and loopback are not known.
report-ages = TIME_WAIT by age:{" "}
report-ages-group = { $from }-{ $to } s { $count }
report-ages-windows = not known: the tools of this system show no timers
report-ages-unknown = not read (ss -tano and netstat -nato print it)
report-ages-overdue = overdue { $count }
report-ages-lower-bound = at least these (reuse or a full table removes rows early)
report-sides = TIME_WAIT by who connected:{" "}
report-side-inbound = peers { $count }
report-side-outbound = this side { $count }
report-side-unknown = unknown { $count }
report-closes = { $rate } close here ({ $low } to { $high }, from { $method })
report-method-ages = ages
report-method-counters = counters
report-method-trace = a trace

report-head-route = to
report-head-from = from
report-head-netns = namespace
report-head-range = range
report-head-usable = usable
report-head-taken = taken
report-head-reusable = reusable
report-head-blocking = blocking
report-head-percent = share
report-head-slow = slow
report-head-exhausted = full
report-when-now = now
report-when-never = never
report-ports-range = Local ports { $from } to { $to }, { $usable } usable towards each destination:
report-ports-dynamic = Dynamic ports { $from } to { $to }, { $count } of them. Whether destinations share a port on Windows was not proven, so no share is reckoned for each:
report-ports-dynamic-unread = The dynamic port range was not read: add what netsh int ipv4 show dynamicport tcp says.
report-ports-none = No outgoing connection was seen: no port is taken towards any destination.
report-ports-held = { $held } of { $all } ports of the range are held by bind() in { $netns }: connect() is given none of them, whatever its destination.
report-ports-no-addresses = The input has counts but no addresses: which ports are taken, and towards where, cannot be told from it.
report-ports-unseen = No connections were read, so which ports are taken is not known.
report-ports-rest = And { $keys } more destinations with { $rows ->
    [one] one row
   *[other] { $rows } rows
 }.
report-ports-unknown = { $rows ->
    [one] One row is
   *[other] { $rows } rows are
 } of unknown direction: the input has no list of listeners. They are in no route.
report-ports-whole = "never" holds if these are all rows: a text may be cut.
report-ports-unknown-listeners = { $rows ->
    [one] One row is
   *[other] { $rows } rows are
 } of unknown direction: no listener in the input fits. They are in no route.
report-ports-inexact = Usable ports are an upper bound: bound sockets may hold some, or the range was assumed.

report-head-listener = listener
report-head-queue = queue
report-head-peers = peers
report-head-closes = closes
report-head-owner = held by
report-head-limit = limit
report-head-process = process
report-head-descriptors = descriptors
report-head-tcp = TCP sockets
report-head-ghosts = in no table
report-head-container = container
report-head-command = command line
report-limit-buckets = TIME_WAIT table (tcp_max_tw_buckets)
report-limit-orphans = without a process, whole host (tcp_max_orphans)
report-limit-descriptors = open files, whole host (fs.file-max)
report-limit-conntrack = tracked connections (nf_conntrack_max)
report-head-source = source
report-head-read = read
report-source-read = yes
report-head-used = used
report-head-of = of
report-owner-inferred = (inferred)
report-owner-had-once = [{ $rows } in TIME_WAIT by inference, seen open in one look within { $watched }]
report-owner-had = [{ $rows } in TIME_WAIT by inference, seen open for { $longest } of { $watched }]
report-owner-had-between = [{ $rows } in TIME_WAIT by inference, seen open for { $shortest } to { $longest } of { $watched }]
report-owners-more = { $count ->
    [one] one more
   *[other] { $count } more
 }

report-explain-what = {""}
report-explain-see = How to see it:{" "}
report-explain-matters = It matters when:{" "}
report-explain-harmless = It is harmless when:{" "}
report-explain-claim = People say:{" "}
report-explain-truth = In truth:{" "}
report-explain-source = Source: { $source }
report-explain-nothing = Nothing is known here under "{ $words }".
report-explain-nearest = Try: { $nearest }

report-markdown-because = rule: { $rule } ({ $because })
report-markdown-do = Do
report-markdown-dont = Don't
report-markdown-unread = Not read, or only in part
report-markdown-states = Counts by state
report-markdown-ports = Local ports by destination
report-markdown-closers = Who closes first
report-markdown-groups = Listeners, routes, processes, limits
report-markdown-ruled-out = Looked at and not the cause
report-markdown-made-by = lastack { $version }

report-port-place = { $netns }: { $verdict }
report-port-elsewhere = { $verdict } It is in use in { $netns }{ $more ->
    [0] .
    [one] {" "}and in one more namespace.
   *[other] {" "}and in { $more } more namespaces.
 }
report-port-free = Port { $port } is free: bind() would succeed.
report-port-free-privileged = Nothing is in the way on port { $port }, but bind() needs CAP_NET_BIND_SERVICE: it is below ip_unprivileged_port_start.
report-port-listener = Port { $port } has a listener: bind() to its address or to 0.0.0.0 fails with EADDRINUSE until it closes.
report-port-bound = Port { $port } is bound by a socket that neither listens nor is connected: bind() to its address or to 0.0.0.0 fails with EADDRINUSE until it closes.
report-port-connections = Port { $port } is in use by live connections: bind() to their address or to 0.0.0.0 fails with EADDRINUSE unless both sockets set SO_REUSEADDR.
report-port-time-wait = Only TIME_WAIT is left on port { $port }: bind() to its address or to 0.0.0.0 fails with EADDRINUSE for { $seconds } more, unless both sockets set SO_REUSEADDR.
report-port-time-wait-unknown = Only TIME_WAIT is left on port { $port }: bind() to its address or to 0.0.0.0 fails with EADDRINUSE for up to 60 s, unless both sockets set SO_REUSEADDR.
report-port-fin-wait2 = Only FIN_WAIT2 without a process, or TIME_WAIT, is left on port { $port }: bind() to its address or to 0.0.0.0 fails with EADDRINUSE for at most { $seconds } more, unless both sockets set SO_REUSEADDR.
report-port-fin-wait2-unknown = Only FIN_WAIT2 without a process, or TIME_WAIT, is left on port { $port }: bind() to its address or to 0.0.0.0 fails with EADDRINUSE until the last is gone, unless both sockets set SO_REUSEADDR.
report-port-time-wait-windows = Only TIME_WAIT is left on port { $port }: a program that sets SO_EXCLUSIVEADDRUSE cannot bind it until that is gone (2 to 4 minutes unless TcpTimedWaitDelay says less). Never set SO_REUSEADDR on Windows: it lets other programs take the port over.
report-port-privileged = It is below ip_unprivileged_port_start: bind() needs CAP_NET_BIND_SERVICE.
report-port-reserved = It is in ip_local_reserved_ports: connect() never takes it.
report-port-ephemeral = It is in ip_local_port_range: any connect() may take it before the service does. Reserve it in ip_local_reserved_ports.
report-port-bound-only = { $count ->
    [one] One socket is bound to it and does nothing else.
   *[other] { $count } sockets are bound to it and do nothing else.
 }
report-port-frees = The last TIME_WAIT on it is gone in { $seconds }.
report-port-frees-at-most = The last FIN_WAIT2 or TIME_WAIT without a process on it is gone in { $seconds } at most.
report-port-holders = Held by:{" "}
report-port-listens = listener on { $at }
report-port-held = { $comm } (pid { $pid }) with { $count ->
    [one] one socket
   *[other] { $count } sockets
 }
report-head-local = this port here
report-head-remote = this port there

report-if-holds = It holds: { $rate } over { $destinations ->
    [one] one destination
   *[other] { $destinations } destinations
 } from { $sources ->
    [one] one address
   *[other] { $sources } addresses
 } settle at { $blocking } of { $usable } ports on each route.
report-if-near = It is near the edge: { $rate } settle at { $blocking } of { $usable } ports on each route, about half; past half each connect() takes some { $cost }.
report-if-slows = It gets slow after { $slow }: past half of the { $usable } ports each connect() takes some { $cost }. It settles at { $blocking } ports on each route and does not fail.
report-if-may-fail = It gets slow after { $slow } and may fail: { $rate } settle at { $blocking } of { $usable } ports on each route, about all of them.
report-if-may-fail-fast = It may fail: { $rate } settle at { $blocking } of { $usable } ports on each route, about all of them.
report-if-fails-fast = It fails after { $full }: { $rate } would take { $blocking } ports on each route, and there are { $usable }.
report-if-fails = It gets slow after { $slow } and fails after { $full }: { $rate } would take { $blocking } ports on each route, and there are { $usable }.
report-timer-retransmit = on
report-timer-keepalive = keepalive
report-timer-time-wait = timewait
report-timer-probe = persist
report-ms = ms
report-us = µs
report-if-cost = { $ms } ms
report-if-limit = limit
report-if-ports = ports of a route
report-if-up-to = connections, all together
report-if-slow = connect() gets slow
report-if-wall = connect() fails
report-if-condition = supposed
report-if-value = value
report-if-from = from
report-if-life = life
report-if-delay = delay
report-if-reuse = tcp_tw_reuse
report-if-reserved = reserved
report-if-range = range
report-if-sources = sources
report-if-destinations = destinations
report-if-rate = rate
report-if-asked = the command line
report-if-host = this host
report-if-default = default
report-if-closes-first = Supposed: this side closes first, and all routes are used evenly. Where the peer closes first, no TIME_WAIT stands here.
report-if-timestamps = Reuse works only where both ends use timestamps. Windows peers often do not.
report-if-loopback = tcp_tw_reuse = 2 reuses on loopback only: here it is reckoned as none.
report-if-parity = Both ends of the range have the same parity: it works, different ones are better.
report-if-buckets = All routes together would make { $rows } TIME_WAIT, more than tcp_max_tw_buckets = { $limit }: from there on connections close without it.

report-ceiling-none = No listener was seen.
report-ceiling-at = { $at }
report-ceiling-owned = { $at } ({ $comm })
report-ceiling-in = { $netns }, { $place }
report-ceiling-room = { $place }: { $connections } connections now, room for { $room } more. Ends first: { $what }.
report-ceiling-reached = { $place }: { $connections } connections now and no room for more. Used up: { $what }.
report-ceiling-unknown = { $place }: { $connections } connections now; what ends first is not known.
report-ceiling-more = { $count ->
    [one] One more listener
   *[other] { $count } more listeners
 }: --top names more.
report-ceiling-time-wait = TIME_WAIT of a listener takes no port and no descriptor: it is in none of these numbers.
report-ceiling-limit = limit
report-ceiling-left = left
report-ceiling-process = descriptors of the process
report-ceiling-host = descriptors of the host
report-ceiling-conntrack = conntrack entries
report-ceiling-memory = pages of TCP memory
report-ceiling-peer = ports of the busiest peer
report-ceiling-queue = accept queue (a burst)

report-plot-states = Connections by state
report-plot-ages = TIME_WAIT by age: closes in each of the last seconds
report-plot-ages-lower = TIME_WAIT by age: at least so many closes in each of the last seconds
report-plot-routes = Local ports by destination: blocking (dark) and taken (light) of the usable ones; past the dashed line connect() is slow

report-head-recv-queue = recv-q
report-head-send-queue = send-q
report-head-local-end = local
report-head-peer-end = peer
report-head-age = age
report-head-left = timer
report-head-device = dev
report-head-local-address = our address
report-head-peer-address = peer
report-head-local-port = our port
report-head-peer-port = peer's port
report-head-sockets = sockets
report-head-states = states
report-sockets-found = { $count ->
    [one] One socket matches:{" "}
   *[other] { $count } sockets match:{" "}
 }
report-sockets-about = About { $count } sockets match; they come and go while they are listed:{" "}
report-sockets-more = More than { $count } sockets match; the last line says how many.
report-sockets-in-all = { $count } sockets in all:{" "}
report-sockets-state = { $state } { $count }
report-sockets-none = No socket matches.
report-sockets-empty = There is no TCP socket.
report-sockets-shown = { $shown } of { $count } are shown.
report-sockets-rest = Not shown are { $count } more:{" "}
report-sockets-missed = There are more groups than are kept: a group may have { $missed } sockets more than it says.
report-sockets-holder-unnamed = pid { $pid }
report-sockets-holder = { $comm } ({ $pid })
report-sockets-nobody = nobody (kernel)
report-sockets-unknown = unknown
report-sockets-route = { $to } from { $from }
report-head-file = file
report-head-line = line
report-head-setting = setting
report-head-grade = grade
report-grade-harmful = HARMFUL
report-grade-wrong-value = wrong value
report-grade-does-not-exist = does not exist here
report-grade-cancelled = cancelled
report-grade-switched-off = switched off
report-grade-depends = it depends
report-grade-does-nothing = does nothing here
report-grade-not-about = not about this
report-grade-already-so = already so
report-grade-helps = helps here
report-lint-summary = { $all ->
    [one] The one line does not do what it promises
   *[other] { $kept } of { $all } lines { $kept ->
        [one] does what it promises
       *[other] do what they promise
    }
 }; { $rest }.
report-lint-summary-all = { $all ->
    [0] No line is a setting that lastack grades.
    [one] The one line does what it promises.
   *[other] All { $all } lines do what they promise.
 }
report-lint-and = { $before }, { $next }
report-lint-harmful = { $count ->
    [one] 1 is harmful
   *[other] { $count } are harmful
 }
report-lint-wrong-value = { $count ->
    [one] 1 has a wrong value
   *[other] { $count } have a wrong value
 }
report-lint-does-not-exist = { $count ->
    [one] 1 does not exist
   *[other] { $count } do not exist
 } in this kernel or namespace
report-lint-cancelled = { $count ->
    [one] 1 is cancelled
   *[other] { $count } are cancelled
 } by another line
report-lint-switched-off = { $count ->
    [one] 1 is switched off (a comment)
   *[other] { $count } are switched off (comments)
 }
report-lint-depends = { $count ->
    [one] 1 depends
   *[other] { $count } depend
 } on what is not known
report-lint-does-nothing = { $count ->
    [one] 1 does
   *[other] { $count } do
 } nothing here
report-lint-not-about = { $count ->
    [one] 1 is
   *[other] { $count } are
 } not about this
report-lint-kept = { $count } kept
report-lint-kernel = Linux { $kernel }
report-lint-kernel-unknown = an unknown kernel
report-lint-windows = Windows { $version }
report-lint-windows-unknown = Windows of an unknown version
report-lint-nowhere = Judged for { $kernel }; --facts FILE tells of a host.
report-lint-here = Judged for this host as it runs now, { $kernel }; nothing was changed.
report-lint-netns = Judged for { $namespace } as it runs now, { $kernel }; nothing was changed.
report-lint-facts = Judged for { $kernel } on the facts in { $input }.
report-lint-place = line { $line }
report-lint-place-file = { $input } line { $line }
report-lint-why = { $place }: { $why }
report-lint-see = See: lastack explain { $see }
report-lint-reasons = Why:
report-lint-others = { $count } settings about something else are left out; -v lists them.
report-diff-worse = Worse: { $what }
report-diff-worse-more = Worse: { $what } And { $more ->
    [one] one thing more
   *[other] { $more } things more
 }.
report-diff-better = Better, { $what }
report-diff-better-more = Better, { $what } And { $more ->
    [one] one thing more
   *[other] { $more } things more
 }.
report-diff-second-has = In the second, where the first cannot tell ({ $severity }): { $what } { $rest }
report-diff-mixed = { $worse } { $better }
report-diff-same = Nothing that matters changed.
report-diff-same-known = Nothing that matters changed in what both show.
report-diff-hidden = { $rule } (what the JSON report says of it may name somebody)
report-diff-over = this was so and is over: { $what }
report-diff-milder = { $before } became { $after }: { $what }
report-diff-counted = Most changed: { $state }, from { $before } to { $after }.
report-diff-up = { $what } Up from { $before }.
report-diff-up-in = { $what } Up from { $before } in { $seconds }: { $pace }.
report-diff-down = { $what } Down from { $before }.
report-diff-down-in = { $what } Down from { $before } in { $seconds }: { $pace }.
report-diff-way-up = more
report-diff-way-down = fewer
report-diff-per-second = { $count } { $way } a second
report-diff-per-minute = { $count } { $way } a minute
report-diff-per-hour = { $count } { $way } an hour
report-diff-more = still { $after }, more of it: { $what }
report-diff-less = still { $after }, less of it: { $what }
report-diff-strangers = These are two different hosts, compared all the same. { $what }
report-diff-apart = These are two network namespaces of one host: what differs between them is no change, so nothing is compared. Take both looks in the same one (--netns).
report-diff-only-first = only the first shows it, the second has too little to tell, { $severity }: { $what }
report-diff-only-second = only the second shows it, the first has too little to tell, { $severity }: { $what }
report-diff-unknown = Too little was read to say whether anything that matters changed.
report-diff-between = { $one }, { $before } to { $after }, { $seconds } between them
report-diff-between-two = { $one } at { $before }, { $other } at { $after }, { $seconds } between them
report-diff-between-untimed = { $one } and { $other }, in the order given
report-diff-netns-gone = Network namespaces that are gone:{" "}
report-diff-netns-new = Network namespaces that are new:{" "}
report-diff-file = { $path } sets something else:
report-diff-came = new, { $after }: { $what }
report-diff-went = gone, was { $before }: { $what }
report-diff-turned = { $before } became { $after }: { $what }
report-diff-head-blocked = blocked
report-diff-head-blocks = blocks now
report-head-before = before
report-head-after = after
report-diff-head-setting = setting
report-head-counter = counter
report-head-rate = rate

report-blame-refused = { $who } got no local port { $count ->
    [one] once
   *[other] { $count } times
 } towards { $to }{ $others ->
    [0] {""}
   *[other] {" "}({ $all } times in all)
 }: EADDRNOTAVAIL, the ports are used up.
report-blame-unknown = Who closes first is not known: nothing could be traced.
report-blame-unasked = Who closes first is not known: no trace, as asked. With one: sudo lastack blame
report-blame-inferred = Probably { $who }: it alone holds connections where { $share } of the TIME_WAIT rows{ $fits ->
    [0] {""}
   *[other] {" "}that fit
 } are. Not traced.
report-blame-none = { $fits ->
    [0] Nobody closed a connection while it was watched.
   *[other] No close that fits the filter was seen; other closes are not counted here.
 }
report-blame-none-waiting = { $fits ->
    [0] Nobody closed a connection while it was watched
   *[other] No close that fits the filter was seen
 }, but { $name } (pid { $pid }) leaves { $count ->
    [one] a connection
   *[other] { $count } connections
 } in CLOSE_WAIT: these do not end by themselves.
report-blame-peers = { $fits ->
    [0] The
   *[other] Of what fits, the
 } peers close first: { $count ->
    [one] one close here came
   *[other] { $count } closes here came
 } behind theirs, and TIME_WAIT is theirs.
report-blame-count = { $count }
report-blame-count-fits = { $count } that fit
report-blame-kernel = Who closes first is not known: { $share } of { $closes } were closed by the kernel, for tasks not known.
report-blame-somewhere = { $who } closes first: { $share } of { $closes }.
report-blame-inbound = { $who } closes first: { $share } of { $closes }, { $more ->
    [0] {""}
   *[other] { $here } of them{" "}
 }on its port { $port }{ $clear ->
    [0] , where it takes no local port.
    [1] : harmless, takes no local port.
   *[other] , where it takes no local port; no route runs short of ports.
 }
report-blame-place-inbound = This side closes first on port { $port }: { $share } of { $closes }{ $clear ->
    [0] , where it takes no local port.
   *[other] : harmless, takes no local port.
 }
report-blame-resets = { $who } closes first: { $share } of { $closes }, { $more ->
    [0] {""}
   *[other] { $here } of them{" "}
 }towards { $to }, by resets: no TIME_WAIT.
report-blame-outbound = { $who } closes first: { $share } of { $closes }, { $more ->
    [0] {""}
   *[other] { $here } of them{" "}
 }towards { $to }, { $rate }.
report-blame-outbound-fine = { $who } closes first: { $share } of { $closes }, { $more ->
    [0] {""}
   *[other] { $here } of them{" "}
 }towards { $to }: takes { $ports } of { $usable } ports at { $rate }{ $clear ->
    [0] .
    [1] , no trouble.
   *[other] ; no route runs short of ports.
 }
report-blame-outbound-tight = { $who } closes first: { $share } of { $closes }, towards { $to }: { $rate } take { $ports } of { $usable } ports, which is tight.
report-blame-outbound-slow = { $who } closes first: { $share } of { $closes }, towards { $to }: { $rate } take { $ports } of { $usable } ports, connect() gets slow.
report-blame-outbound-out = { $who } closes first: { $share } of { $closes }, towards { $to }: { $rate } need { $ports } ports, there are { $usable }: if this goes on, connect() fails.
report-blame-route-tight = Local ports towards { $to } run short: { $rate } closed first take { $ports } of { $usable }{ $by }.
report-blame-route-slow = Local ports towards { $to } run short: { $rate } closed first take { $ports } of { $usable }, connect() gets slow{ $by }.
report-blame-route-out = Local ports towards { $to } run out if this goes on, and connect() fails: { $rate } closed first need { $ports }, there are { $usable }{ $by }.
report-blame-route-reuse = Local ports towards { $to } run short unless tcp_tw_reuse takes them again: { $rate } closed first, { $ports } of { $usable }{ $by }.
report-blame-by = ; { $part } by { $who }
report-blame-filter = Filter:{" "}
report-blame-filter-one = --{ $name } { $value }
report-blame-filtered = Counts and shares are of what fits the filter.
report-blame-by-bpf = Traced for { $window } by a program in the kernel, which was loaded and is unloaded; nothing else was changed.
report-blame-by-tracefs = Traced for { $window } by a trace instance of the kernel, which was made and is removed; nothing else was changed.
report-blame-on-bpf = Traced for { $window } so far by a program in the kernel, which is unloaded when this ends; nothing else is changed.
report-blame-on-tracefs = Traced for { $window } so far by a trace instance of the kernel, which is removed when this ends; nothing else is changed.
report-blame-by-owners = Looked once, nothing was traced and nothing was changed.
report-blame-do = What to do:{" "}
report-blame-do-verdict = lastack{ $netns } (the verdict)
report-blame-do-ports = lastack ports{ $netns }
report-blame-do-left = How many ports are left:{" "}
report-blame-do-outbound = To close less: let it reuse connections.
report-blame-do-inbound = To close less: let clients reuse connections (keep-alive), or let them close first.
report-blame-head-who = who
report-blame-head-home = unit or container
report-blame-head-where = where
report-blame-head-first = first
report-blame-head-share = share
report-blame-head-second = second
report-blame-head-rate = rate
report-blame-head-rows = rows
report-blame-head-standing = rows there
report-blame-process = { $name } (pid { $pid })
report-blame-processes = { $name } ({ $count ->
    [one] one process
   *[other] { $count } processes
 })
report-blame-pids = { $name } ({ $count } pids)
report-blame-container = container { $name }
report-blame-unit = { $name }
report-blame-name = { $name }
report-blame-outside = What runs outside of units and containers
report-blame-outside-within = what runs outside of units and containers
report-blame-loose = no unit or container
report-blame-user = user { $name }
report-blame-uid = uid { $uid }
report-blame-untold = not known
report-blame-somebody = Somebody who is not known
report-blame-somebody-within = somebody who is not known
report-blame-any = This side
report-blame-the-kernel = the kernel, for a task not known
report-blame-kernel-short = the kernel
report-blame-at-port = own port { $port }
report-blame-at = own { $at }
report-blame-to = to { $to }
report-blame-with = with { $to }
report-blame-in = { $netns }: { $place }
report-blame-in-unknown = ?: { $place }
report-blame-and-more = { $place } +{ $more }
report-blame-rest = { $lines ->
    [one] One line more
   *[other] { $lines } lines more
 } with { $closes ->
    [one] one close
   *[other] { $closes } closes
 }: --top shows them.
report-blame-standing = TIME_WAIT now{ $fits ->
    [0] {""}
   *[other] {" "}where the filter fits
 }: { $total }, whoever left them.
report-blame-no-rows = No TIME_WAIT row{ $fits ->
    [0] {""}
   *[other] {" "}that fits the filter
 } stands in { $partly ->
    [0] the table
   *[other] the tables that may be read
 } now.
report-blame-rows = TIME_WAIT now{ $fits ->
    [0] {""}
   *[other] {" "}where the filter fits
 }: { $total }; { $seen } of them explained{ $kernel ->
    [0] {""}
   *[other] , { $kernel } left by the kernel for a task not known
 }, { $before } older than the trace{ $others ->
    [0] {""}
   *[other] , { $others } unexplained
 }.
report-blame-rows-of = TIME_WAIT now{ $fits ->
    [0] {""}
   *[other] {" "}where the filter fits
 }: { $total }; { $seen } of them left by those who fit{ $kernel ->
    [0] {""}
   *[other] , { $kernel } left by the kernel for a task not known
 }, { $before } older than the trace{ $others ->
    [0] {""}
   *[other] , { $others } by others or unexplained
 }.
report-blame-refused-list = No local port:{" "}
report-blame-refused-line = { $who } towards { $to } { $count ->
    [one] once
   *[other] { $count } times
 }
report-blame-waiting-list = Leaves CLOSE_WAIT open:{" "}
report-blame-waiting-line = { $name } (pid { $pid }) { $count ->
    [one] one socket
   *[other] { $count } sockets
 }, { $where }
report-blame-more = { $count } more: -v
report-blame-lost-events = Lost on the whole host: { $count ->
    [one] one event that found the trace's buffer full; a close in it counts
   *[other] { $count } events that found the trace's buffer full; closes among them count
 } for nobody, so counts here may be too low.
report-blame-lost-singles = Lost on the whole host: { $count ->
    [one] one single close
   *[other] { $count } single closes
 }; they are counted, and their rows are unexplained.
report-blame-lost-sums = On the whole host { $count ->
    [one] one close was
   *[other] { $count } closes were
 } by more programs than the kernel's table holds: counted for nobody.
report-blame-lost-refused = On the whole host { $count ->
    [one] one refused connect was
   *[other] { $count } refused connects were
 } too many to be handed over: counted for nobody.
report-blame-causes = { $close } by close(), { $shutdown } by shutdown(), { $exit } by exit, { $reset } by reset{ $untold ->
    [0] {""}
   *[other] , { $untold } untold
 }
report-blame-details = { $who }: user { $user }; { $causes }; command: { $command }
report-blame-details-ended = { $who }: has ended; user { $user }; { $causes }; command: { $command }
report-blame-details-guessed = { $who }: user { $user }; command: { $command }

report-watched-bpf = watched { $window }; traced { $traced } by a program in the kernel, unloaded again
report-watched-tracefs = watched { $window }; traced { $traced } by a trace instance, removed again
report-mark-closes = closes
report-waiting = a change of this host ({ $id }) is taken back in { $seconds } unless: lastack fix confirm { $id }
report-waiting-unguarded = a change of this host ({ $id }) waits to be confirmed, and nothing takes it back any more: lastack fix rollback { $id }
report-waiting-elsewhere = another change ({ $id }), { $where }, waits to be confirmed: lastack fix log
report-closers-none = nobody here closed first while it was traced
report-closers-to = { $who } closes first most: { $closes } of { $total } in { $window }, towards { $at }
report-closers-at = { $who } closes first most: { $closes } of { $total } in { $window }, on own port { $at }
report-closers-places = { $who } closes first most: { $closes } of { $total } in { $window }, at { $places } places
report-closers-kernel = the kernel closed { $closes } of { $total } in { $window } for tasks that are not known
report-next-stdin = save the text to FILE
report-next-blame = lastack blame 10s{ $netns } (who closes)

report-plan-head = {""}
report-plan-nothing = Nothing needs to be changed here; nothing was changed.
report-plan-not-asked = What was asked for has nothing to do with what was found here (lastack shows it); nothing was changed.
report-plan-left-out = { $count ->
    [one] One other change would help and was not asked for: lastack fix shows it.
   *[other] { $count } other changes would help and were not asked for: lastack fix shows them.
 }
report-plan-none-offered = None of this is offered here, for the reasons below; nothing was changed.
report-plan-no-remedy = No remedy of lastack helps here; nothing was changed.
report-plan-programs = { $programs ->
    [one] One program setting would help, and no setting of the kernel
   *[other] { $programs } program settings would help, and no setting of the kernel
 }; nothing was changed.
report-plan-changes = { $changes ->
    [one] One change would help
   *[other] { $changes } changes would help
 }; nothing was changed yet.
report-plan-asked = { $changes ->
    [one] This is to be changed:
   *[other] These { $changes } changes are to be made:
}
report-plan-both = { $changes ->
    [one] One change would help
   *[other] { $changes } changes would help
 }, and { $programs ->
    [one] a setting of a program first
   *[other] { $programs } settings of programs first
 }; nothing was changed yet.
report-plan-safe = { $number } safe
report-plan-consent = { $number } consent
report-plan-program = { $number } program
report-plan-refused-label = { $number } refused
report-plan-change = {"  "}change
report-plan-together = together
report-plan-effect = {"  "}effect
report-plan-why = {"  "}why
report-plan-risk = {"  "}risk
report-plan-price = {"  "}price
report-plan-restart = {"  "}restart
report-plan-back = {"  "}undo
report-plan-boot = {"  "}boot
report-plan-program-label = {"  "}{ $program }
report-plan-do = {"  "}do
report-plan-more-advice = the same command with -v shows all of what to write there
report-plan-step = { $key }: { $from } -> { $to }
report-plan-step-added = { $key }: { $added } beside the { $count } ports that stood there
report-plan-empty = (empty)
report-plan-in = In { $netns }: { $text }
report-plan-one = { $value }
report-plan-between = { $low } to { $high }
report-plan-and = { $before }; { $next }
report-plan-undo = lastack fix rollback sets the value from before again; a reboot does too { $reach }
report-plan-undo-windows = lastack fix rollback where fix apply wrote it, else the file that --as writes with -undo behind its form (reg-undo, netsh-undo, powershell-undo); a reboot does not
report-plan-undo-ports = lastack fix rollback takes out these ports alone; a reboot does too { $reach }
report-plan-netns-wide = (holds in this network namespace)
report-plan-host-wide = (holds for the whole host)
report-plan-set-by = { $file }:{ $line } sets { $key } = { $value }: boot applies that again
report-plan-not = not
report-plan-refused = never
report-plan-left = left
report-plan-withheld = { $id }: { $why }
report-plan-more-remedies = { $count ->
    [one] One more remedy: -v shows it.
   *[other] { $count } more remedies: -v shows them.
 }
report-plan-more-withheld = { $count ->
    [one] One more thing was looked at and is not offered: -v says why.
   *[other] { $count } more things were looked at and are not offered: -v says why.
 }
report-plan-next = next: lastack fix apply{ $of } | elsewhere: lastack fix plan --as { $form }{ $of }
report-plan-next-here = next: lastack fix apply{ $of }
report-plan-next-elsewhere = elsewhere: lastack fix plan --as { $form }{ $of }
report-plan-other-host = This is about another host: read it there, or write it down with --as; it cannot be applied here.
report-plan-masked = Names and addresses are drawn: a masked plan can be read and not applied.
report-plan-other-system = lastack changes settings of Linux and Windows alone: this plan can be read and not applied.
report-gauge-usable = usable ports towards { $target } { $before } -> { $after }
report-plan-target-from = { $target } from { $source }
report-gauge-blocking = blocking ports towards { $target } { $before } -> { $after }
report-gauge-serves = new connections towards { $target }, sustained: { $before } -> { $after }
report-gauge-accept-queue = accept queue of port { $port } { $before } -> { $after }
report-gauge-syn-queue = half-open connections of port { $port } at most { $before } -> { $after }
report-gauge-syn-drops = SYNs without an answer { $before } -> { $after }
report-gauge-port = port { $port } may go to a client { $before } -> { $after }
report-gauge-listeners = service ports that a client may take { $before } -> { $after }
report-gauge-time-wait = TIME_WAIT rows at most { $before } -> { $after }
report-gauge-conntrack = tracked connections at most { $before } -> { $after }
report-gauge-fin-wait2 = FIN_WAIT2 without a process ends after { $before } -> { $after }
report-gauge-dead-peer = a peer that is gone is given up after { $before } -> { $after }
report-gauge-orphans = sockets without a process at most { $before } -> { $after }
report-gauge-dynamic-ports = ports for connections out { $before } -> { $after }
report-gauge-dynamic-ports6 = ports for IPv6 connections out { $before } -> { $after }
report-gauge-connect = one connect() towards { $target } in microseconds, about { $before } -> { $after }
report-gauge-descriptors = descriptors of process { $pid } at most { $before } -> { $after }
report-gauge-time-wait-s = Windows keeps TIME_WAIT for { $before } -> { $after }

report-outlook-ports = ports towards { $target }, at { $rate }: { $before } -> { $after }
report-outlook-time-wait = places for TIME_WAIT, at { $rate }: { $before } -> { $after }
report-outlook-conntrack = entries of conntrack, at { $rate } more: { $before } -> { $after }
report-outlook-orphans = places for sockets without a process, at { $rate } more: { $before } -> { $after }
report-outlook-descriptors = descriptors of process { $pid }, at { $rate } more: { $before } -> { $after }
report-outlook-since = { $outlook } ({ $rate } over { $window } after the change)
report-outlook-across = { $outlook } ({ $rate } over { $window }, part of it before the change)
report-outlook-now = used up now
report-outlook-later = used up in { $span }
report-outlook-never = enough at this rate
report-outlook-unknown-refused = for how long is not known (who got nothing before is in no rate)
report-outlook-unknown = for how long is not known

report-as-head = Made by lastack { $version } from what it saw; nothing was changed.
report-as-nothing = There is nothing to set.
report-as-netns = For { $netns }:
report-as-not-at-boot = boot does not reach this network namespace: set it in the pod, the container or the unit
report-as-long = { $key } is left out: its value has { $bytes } bytes, and what is longer than 4092 reaches the kernel cut. lastack fix apply writes it whole.
report-as-was = it was { $before }
report-as-sysctl-d = For /etc/sysctl.d/99-zz-lastack.conf; read it before you keep it: the effects were computed for today's load.
report-as-ansible = Tasks for ansible.posix.sysctl; its write may fail without a word on a read-only /proc/sys: read the values back.
report-as-kubernetes = A pod's securityContext.sysctls. The pod must be made anew for it.
report-as-host-network = Not for pods with hostNetwork: true: they share the node's settings, and the kubelet refuses such a pod.
report-as-safe = safe: allowed by default from Kubernetes { $version } on
report-as-unsafe = UNSAFE: only where the kubelet of the node runs with --allowed-unsafe-sysctls={ $key }
report-as-node = a setting of the node, not of a pod: { $key } = { $value }
report-as-systemd = A drop-in for the unit: systemctl edit NAME.service
report-as-systemd-host = This unit shares the host's network namespace: the lines then change it for everybody, and sysctl.d is the better place.
report-as-reg = A registry file: read it, then reg import FILE as an administrator, and reboot. The dynamic ports are not in the registry: --as netsh.
report-as-reg-undo = The registry file that takes the other one back; reboot after it. It puts back what stood there when the plan was made.
report-as-powershell = A script of PowerShell for an administrator. It stops before it writes where a value is not what it was. Values of the registry want a reboot.
report-as-powershell-undo = The script that takes the other one back. It stops where a value is no longer the one that the other wrote.
report-as-netsh = For netsh -f FILE, as an administrator. Values of the registry stand in --as reg.
report-as-exclude = Services listen inside the new range, and a connection out may hold such a port when its service starts. To keep a port: stop its service, run its line, start it again. Windows excludes no port in use.
report-as-exclude-undo = For each of these lines that was run beside the other script:
report-as-netsh-undo = For netsh -f FILE: takes the other script back. Take out the line of each port that was refused there: somebody else may have excluded it.
report-receipt-resolved = Done and measured: the trouble is gone.
report-receipt-improved = Done and measured: it is better.
report-receipt-resolved-seen = Done and looked at again: the trouble is gone.
report-receipt-improved-computed = Done: by the settings as they read now it is better. That is computed; nothing that was counted has moved.
report-receipt-milder = Done and looked at again: it is better, though not all of it moved as computed.
report-receipt-waits = Done, and nothing moved yet: it is in force only after the restart below.
report-receipt-unchanged = Done, and nothing moved while it was measured: no help so far.
report-receipt-unclear = Done; whether it helps cannot be told: the load changed, or something could not be measured.
report-receipt-not-yet = Done; whether it helps shows with the next connections: none has come since that would tell.
report-receipt-later = Done: it stands as written. It acts on what comes from now on, so whether it helps shows only later.
report-receipt-after-restart = Written; it is in force after the restart below, and whether it helps can be seen only then.
report-receipt-worse = Done, and it is worse than before at the same load; it was left because --keep-worse says so.
report-receipt-worse-undone = It made things worse at the same load: taken back.
report-receipt-undone = Taken back.
report-receipt-stopped = Stopped at the first step that did not go as planned; what was written before it is taken back.
report-receipt-none = Nothing was changed: the first step did not go as planned.
report-receipt-half = Stopped, and not all of it could be taken back.
report-receipt-measured = {"  "}measured
report-receipt-computed = {"  "}computed
report-receipt-read-back = {"  "}reads
report-receipt-foretold = {"  "}plan
report-receipt-step = { $change } ({ $state })
report-receipt-file = { $path } sets it at the next boot
report-receipt-file-changed = { $path } was edited since: lastack leaves it, and the next boot reads what it says now
report-receipt-file-behind = sysctl --system reads { $file } after it, which sets another value; systemd-sysctl does not
report-receipt-file-beaten = { $file } is read after it and sets another value: the next boot ends with that one
report-receipt-file-outdated = files of others have changed since it was written, and at the next boot it wins over them; to write it again with what they say now:
report-receipt-partly = lastack fix log shows what is left; lastack fix rollback { $id } tries again
report-receipt-reverts = Taken back by itself in { $seconds } unless you type: lastack fix confirm { $id }
report-receipt-log = lastack fix log shows it as change { $id }
report-receipt-stands = Taken back by: lastack fix rollback { $id }
report-reason-netsh-start = netsh could not be started, error { $number }
report-reason-netsh-hangs = netsh did not end within 10 s
report-reason-netsh-failed = netsh failed
report-reason-netsh-range = netsh shows no range
report-reason-netsh-list = netsh shows no list of excluded ports
report-reason-netsh-add = netsh refused to exclude port { $number }: it may be in use, or excluded in another way
report-reason-netsh-delete = netsh refused to take back the exclusion of port { $number }
report-reason-netsh-within = port { $number } is part of a wider exclusion now, which holds other ports too
report-reason-busy = it is in use (EBUSY)
report-reason-invalid = the kernel does not take this value (EINVAL)
report-reason-full = the disk is full
report-reason-missing = it is not there
report-reason-privilege = not permitted (EPERM)
report-reason-permission = not permitted (EACCES)
report-reason-read-only = the file system is read-only
report-step-planned = not written
report-step-written = stands
report-step-reads = reads back as { $value }
report-step-refused = refused: { $value }
report-step-changed-before = left alone: somebody set { $value } meanwhile
report-step-undone = taken back
report-step-undone-beside = taken back; what others set since stays: { $value }
report-step-changed-since = left alone: somebody set { $value } since
report-step-gone = gone with its boot or its namespace
report-changes-none = lastack has changed nothing on this host.
report-changes-more = { $count ->
    [one] 1 earlier change is not shown: --top
   *[other] { $count } earlier changes are not shown: --top
}
report-changes-damaged = { $count ->
    [one] 1 line of the journal cannot be read: it was cut short when its writer was killed, or somebody changed it
   *[other] { $count } lines of the journal cannot be read: they were cut short when their writer was killed, or somebody changed them
}
report-changes-later = { $count ->
    [one] 1 line of the journal is of a later lastack: use that one
   *[other] { $count } lines of the journal are of a later lastack: use that one
}
report-change-label = change
report-change = { $id }, { $at }: { $state }
report-change-by = {"  "}by
report-change-by-user = user { $uid }
report-change-by-account = { $account }
report-change-by-nobody = not known
report-change-by-login = user { $uid }, logged in as { $login }
report-change-told = { $what }; { $where }; { $by }
report-change-spread = spreading the connections of { $cgroup } to { $to }
report-change-in = in the network namespace { $netns }
report-change-in-host = in the host's own network namespace
report-change-confirmed = { $at }: { $by }
report-change-confirmed-label = {"  "}confirmed
report-change-ended = { $at }
report-change-ended-label = {"  "}ended
report-change-of-usable-ports = usable ports
report-change-of-blocking-ports = blocking ports
report-change-of-serves-per-s = new connections a second, sustained
report-change-of-accept-queue = accept queue
report-change-of-syn-queue = half-open connections at most
report-change-of-syn-drops-per-s = SYNs without an answer a second
report-change-of-port-at-risk = a port that may go to a client
report-change-of-port = port { $port } may go to a client (1), or not (0)
report-change-of-listeners-at-risk = service ports that a client may take
report-change-of-time-wait-rows = TIME_WAIT rows at most
report-change-of-conntrack = tracked connections at most
report-change-of-fin-wait2-s = seconds after which FIN_WAIT2 without a process ends
report-change-of-dead-peer-s = seconds after which a peer that is gone is given up
report-change-of-orphans = sockets without a process at most
report-change-of-dynamic-ports = ports for connections out
report-change-of-dynamic-ports6 = ports for IPv6 connections out
report-change-of-connect-us = microseconds of one connect()
report-change-of-descriptors = descriptors at most
report-change-of-time-wait-s = seconds that Windows keeps TIME_WAIT
report-change-of-to = { $what } from { $source } to { $target }
report-change-of-at = { $what } of { $place }
report-change-foretold = { $low } to { $high }
report-change-outlook = { $what }, at { $rate }: before { $before }; foretold { $foretold }; { $after }
report-change-outlook-label = {"  "}ends
report-change-outlook-after = after it { $end }
report-change-outlook-untold = not reckoned after it, and this rate is from before it
report-change-of-ports = local ports
report-change-of-time-wait-places = places for TIME_WAIT
report-change-of-conntrack-places = entries of conntrack
report-change-of-descriptor-places = descriptors
report-change-of-orphan-places = places for sockets without a process
report-change-gauge = { $gauge }: { $before } before, { $foretold } foretold, { $after }
report-change-gauge-label = {"  "}effect
report-change-gauge-untold = unknown after it
report-change-gauge-measured = { $value } measured
report-change-gauge-read-back = { $value } read back
report-change-gauge-computed = { $value } computed after it
report-change-gauge-unknown = unknown
report-change-awaits = taken back by itself in { $seconds } unless you confirm it; to confirm it, or to take it back now:
report-change-unguarded = stands unconfirmed, and the process that was to take it back is gone; to keep it, or to take it back:
report-change-interrupted = broke off in the middle; to take back what stands of it:
report-change-stands = stands; to take it back:
report-change-unwritten = nothing was written
report-change-undone = taken back
report-change-partly = taken back, but for what somebody changed since or what could not be written
report-change-again = not all of it was taken back: something could not be written; to try again:
report-change-blank = what it wrote cannot be told: its records in the journal are damaged
report-change-plan-lost = the record of its plan is damaged: it may have written more than is named here
report-change-left = nothing was taken back: somebody changed it since, or it could not be written
report-back-done = { $count ->
    [one] Taken back: change { $id }.
   *[other] Taken back: { $count } changes.
}
report-back-none = Nothing was taken back: { $why }.
report-back-partly = Not all of it was taken back: { $why }.
report-back-changed = somebody set { $key } to { $value } since, which stays
report-back-refused = { $key } could not be written ({ $value })
report-back-reads = { $key } reads back as { $value }
report-back-file = { $path } was edited since, and stays
report-back-below = the reason stands below
report-change-void = ended with the reboot, or with its network namespace
report-change-tampered = the journal of it was edited: lastack does not touch it
report-change-released = { $gone } sockets in { $state } were let go; nothing takes that back
report-change-release-cut = broke off in the middle of letting { $chosen } sockets in { $state } go: { $gone } are known to be gone, more may be; nothing takes that back, and nothing else stands of it
report-change-release-loopback = { $filter }: loopback, both ends on this host
report-change-release-anywhere = { $filter }: any peer; late segments of these connections were no longer kept off
report-release-chosen = { $count ->
    [one] 1 socket in { $state } would be let go; nothing was changed yet.
   *[other] { $count } sockets in { $state } would be let go; nothing was changed yet.
 }
report-release-none = There is nothing to let go; nothing was changed.
report-release-rows = {"  "}sockets
report-release-left = {"  "}left
report-release-price = {"  "}price
report-release-rate = {"  "}rate
report-release-to = { $count } to { $end }
report-release-at = { $count } at our { $end }
report-release-aged = { $rows }, { $youngest } to { $oldest } old
report-release-aged-alike = { $rows }, { $age } old
report-release-rest = { $count } others: -v --top
report-release-elsewhere = { $count } not between loopback addresses: --beyond-loopback takes them too, and names the price
report-release-unproven = { $count } on loopback of which nothing proves that the other end is here too: nobody listens on either port any more, or route_localnet lets NAT send them away
report-release-younger = { $count } younger than { $seconds }
report-release-unnamed = { $count } without a cookie, by which a new connection between the same ports could be told and spared
report-release-price-none = none: both ends are in this network namespace, so nothing of these connections can come late
report-release-price-late = what TIME_WAIT protects from: a late segment of an old connection may be taken for one of a new connection between the same two ports, which damages its data or resets it; a peer whose last ACK was lost gets a reset
report-release-price-mini = what the peer still sends is answered by a reset: it has not closed yet
report-release-price-full = whoever holds it gets ECONNABORTED from its next call, and the peer a reset; what was not sent or read yet is lost
report-release-bounded = at most { $count } a second: { $seconds } or more
report-release-unbounded = as fast as the kernel takes them
report-release-no-undo = none: what was let go does not come back
report-released = { $gone ->
    [one] 1 socket in { $state } let go in { $seconds }.
   *[other] { $gone } sockets in { $state } let go in { $seconds }.
 }
report-released-none = None was let go.
report-released-partly = { $gone } of { $chosen } sockets in { $state } were let go.
report-released-changed = { $count } had gone by themselves, or another connection had taken their ends over: left alone
report-released-refused = { $count } were refused by the kernel: { $why }
report-released-untold = { $count } were not tried any more: { $why }
report-released-log = lastack fix log shows it as change { $id }; it has no way back
report-change-foreign = the journal names { $what }, which lastack never writes
report-spread-step = { $cgroup } to { $to }: from { $from } ({ $state })
report-spread-attached = attached
report-spread-partly = only a part of it is attached
report-spread-planned = not attached
report-spread-refused = refused: { $why }
report-spread-undone = taken away
report-spread-gone = gone with the reboot
report-spread-taken = somebody took it away since
report-spread-would = Connections of { $cgroup } to { $to } would come from { $count } addresses instead of one; nothing was changed yet.
report-spread-done = New connections of { $cgroup } to { $to } come from { $count } addresses now.
report-spread-failed = Connections of { $cgroup } to { $to } are not spread, and not all of it could be taken away.
report-spread-what = connect() to { $to } takes its source address in turn from { $from }, and its port as before; whoever binds by itself is left alone
report-spread-who = {"  "}who
report-spread-where = {"  "}netns
report-spread-processes = { $count ->
    [0] no process now; those that start in this group
    [one] 1 process
   *[other] { $count } processes
 }
report-spread-processes-all = { $all }, and those that start in this group later: { $named }
report-spread-processes-some = { $all }, and those that start in this group later: { $named } ...
report-spread-process = { $comm } ({ $pid })
report-spread-and = { $all }, { $one }
report-spread-root = this is the root group: every process of the host that connects there is meant
report-spread-server = {"  "}server
report-spread-servers = { $names }, on this host
report-spread-server-name = { $name }
report-spread-ports = ports towards { $to }: { $before } -> { $after }
report-spread-ports-unknown = more ports towards { $to }; how many cannot be told, as the settings of the namespace cannot be read
report-spread-trial = {"  "}tried
report-spread-tried = { $count ->
    [one] one connection from { $from }: { $fate }, as an ordinary one
   *[other] one connection from each address: { $fate }, as an ordinary one
 }
report-spread-tried-alone = one connection from { $from }: { $fate }; an ordinary one gets no port any more
report-spread-tried-worse = a connection from { $from }: { $fate }; an ordinary one: { $ordinary }
report-spread-fate-kept = accepted and kept open
report-spread-fate-greeted = accepted and greeted
report-spread-fate-closed = accepted and closed at once
report-spread-fate-refused = refused
report-spread-fate-silent = no answer
report-spread-fate-no-port = no port left
report-spread-fate-unusable = the address cannot be used
report-spread-refuses = {"  "}refuse
report-spread-rule-elsewhere = { $server } would refuse { $address }: { $file } line { $line }, in the file system of its process { $pid }: { $rule }
report-spread-rule = { $server } would refuse { $address }: { $file } line { $line }: { $rule }
report-spread-risk = The server sees these addresses in place of one: in its logs, its limits per address and its allow lists
report-spread-back = lastack fix spread off; a reboot takes it away too, and nothing brings it back then
report-spread-from-now = Connections that are open already stay as they are. lastack fix spread status tells how many each address got.
report-spread-lost = It is lost at reboot. Taken away before by: lastack fix spread off, or lastack fix rollback { $id }
report-spreads-none = No connections are spread on this host.
report-spreads-one = { $id }, { $since }: { $cgroup } to { $to }
report-spreads-since = since { $at }
report-spreads-unknown = not in the journal
report-spreads-now = {"  "}now
report-spreads-each = {"  "}each
report-spreads-partly = only a part of it is attached: lastack fix spread off takes it away
report-spreads-orphaned = its control group has gone, so it spreads nothing: lastack fix spread off takes it away
report-spreads-used = { $held } of { $holds } ports may be in use ({ $percent }): { $open } open, { $ended } closed in the last minute
report-spreads-used-unknown = { $held } ports may be in use: { $open } open, { $ended } closed in the last minute
report-spreads-given = { $sum } connections from { $addresses } addresses, { $least } to { $most } from each
report-spreads-refused = { $count } times the kernel did not take an address of the pool: it belongs to the host no more
report-spreads-address = address
report-spreads-connections = connections
report-spreads-open = open
report-spreads-ended = just closed
report-spreads-lost = Lost at reboot; taken away by lastack fix spread off. All addresses with -v.

# probe
report-probe-refused = refused: nobody listens there
report-probe-timed-out = no answer in time
report-probe-reset = connected, then reset by the peer
report-probe-closed = the peer closed before it answered
report-probe-no-route = the network does not reach the host
report-probe-no-greeting = connected, but the peer did not speak first as it always did
report-probe-not-http = the answer is no HTTP
report-probe-http-status = HTTP status { $status }
report-probe-http-status-unknown = another HTTP status than expected
report-probe-tls = the TLS handshake failed
report-probe-not-tls = the peer does not speak TLS on this port
report-probe-tls-stalled = connected, but the TLS handshake did not end in time
report-probe-tls-version = the peer takes neither TLS 1.2 nor 1.3 with a cipher of ours
report-probe-certificate = the certificate cannot be accepted
report-probe-certificate-expired = the certificate has expired
report-probe-certificate-early = the certificate is not valid yet
report-probe-certificate-name = the certificate is for another name
report-probe-certificate-issuer = the certificate's issuer is not trusted here
report-probe-no-roots = this machine has no root certificates: nobody's certificate can be verified
report-probe-no-such-name = the name does not exist
report-probe-name-unanswered = no name server answered
report-probe-no-local-port = no local port left here
report-probe-local-port-taken = its source port is in use by another process
report-probe-no-descriptor = this process ran out of descriptors
report-probe-no-memory = the kernel has no memory for a socket
report-probe-forbidden = a rule of this machine forbids the connection
report-probe-no-source = the source address is not of this machine
report-probe-no-route-here = no route to it from here
report-probe-no-carrier = the interface that leads there has no carrier on this machine
report-probe-not-observed = nobody is connected to it
report-probe-not-acknowledged = connections to it stand, but what was sent over them is not acknowledged
report-probe-local = error { $errno } of this machine
report-probe-one-up = { $target } is up; { $left } TIME_WAIT left behind.
report-probe-one-down = { $target } is DOWN: { $why }; { $left } TIME_WAIT left behind.
report-probe-one-unknown = It cannot be told whether { $target } is up: { $why }.
report-probe-all-up = All { $count } targets are up; { $left } TIME_WAIT left behind.
report-probe-some = { $down } of { $all } targets { $down ->
    [one] is down
   *[other] are down
 }{ $unknown }; { $left } TIME_WAIT left behind.
report-probe-unknown-too = , { $count } cannot be told
report-probe-some-unknown = { $unknown } of { $all } targets cannot be told, the others are up; { $left } TIME_WAIT left behind.
report-probe-none-told = Of none of { $count } targets can it be told whether it is up.
report-probe-left-known = { $count }
report-probe-nothing = {""}
report-probe-left-unknown = an unknown number of
report-probe-took = Checked in { $took }; a target that does not answer within { $timeout } is down.
report-probe-connects = Of { $count } connects half took at most { $half }, 99 % at most { $most }.
report-probe-more-up = { $count } more are up; all of them with -v.
report-probe-address = { $target } ({ $address })
report-probe-errno-unknown = an unknown error of this machine
report-probe-up = up
report-probe-down = DOWN
report-probe-unknown = unknown
report-probe-line-up = { $target } is up ({ $strategy }, { $took })
report-probe-line-down = { $target } is DOWN: { $why } ({ $strategy }, within { $timeout })
report-probe-line-unknown = { $target } cannot be told: { $why } ({ $strategy })
report-probe-line-learnt = { $target } is up ({ $strategy }, { $took }): { $class }
report-probe-line-fresh-up = { $target } takes a new connection ({ $strategy }, { $took })
report-probe-line-fresh-down = { $target } takes NO new connection: { $why } ({ $strategy }, within { $timeout })
report-probe-interrupted = Interrupted: { $count } of { $all } targets { $count ->
    [one] was
   *[other] were
 } not checked to the end.{ $rest }
report-probe-interrupted-rest = {" "}{ $rest }
report-probe-line-flaps = { $line }; { $count } changes between up and down since the start
report-probe-line-fresh-unknown = Whether { $target } takes new connections cannot be told: { $why }
report-probe-tls-days = cert { $days } days
report-probe-tls-ended = cert ended { $days } days ago
report-probe-status = HTTP { $status }
report-probe-class-speaks-first = speaks first
report-probe-class-cuts-idle = cuts idle connections: polite closes instead
report-probe-class-one-shot = a held connection keeps others waiting: polite closes instead
report-head-target = target
report-head-up = state
report-head-why = why
report-head-connect = connect
report-head-strategy = strategy
report-probe-name = { $target }

report-lab-passed = PASSED: { $title }
report-lab-not-passed = NOT PASSED: { $title }
report-lab-watch = Look at: { $what }
report-lab-before = before
report-lab-after = after
report-lab-twin = healthy twin
report-lab-said = { $text }
report-lab-cure = cure
report-lab-fix = lastack fix apply { $remedy }: { $steps } ({ $outcome })
report-lab-changed = { $text } ({ $outcome })
report-lab-resolved = resolved
report-lab-improved = improved
report-lab-unchanged = unchanged
report-lab-worse = worse
report-lab-unclear = unclear
report-lab-unmeasured = not measured
report-lab-head-what = counted by ss and by the application
report-lab-failures = application failed
report-lab-of = { $failures } of { $attempts }
report-lab-median = half within
report-lab-most = 99 % within
report-lab-longest = longest
report-lab-others = other states
report-lab-slowest = longest exchange
report-lab-plot-rows = Connections over time; the dashed line is the begin of the cure
report-lab-plot-times = Longest exchange of the application over time, ms; the dashed line is the begin of the cure
report-lab-plot-fill = Longest exchange of the application, ms, over the number of TIME_WAIT, until the cure
report-lab-held = held
report-lab-broken = BROKEN
report-lab-unjudged = open
report-lab-clause-found = lastack finds it: { $seen }
report-lab-clause-not-found = lastack does not find: { $seen }
report-lab-clause-none-false = no other finding of warning or above
report-lab-clause-false = findings that are false here: { $seen }
report-lab-clause-states = the incident stands, counted by ss: { $seen }
report-lab-clause-counted = lastack counts TIME_WAIT as ss does: { $seen }
report-lab-application = the application:
report-lab-outbound = outbound
report-lab-inbound = inbound
report-lab-clause-side = TIME_WAIT stands where the connections are closed first: { $seen }
report-lab-clause-closer = who closes first, traced by lastack blame: { $seen }
report-lab-clause-closer-untold = who closes first can only be traced as root: sudo lastack lab run. { $seen }
report-lab-clause-resolved = what lastack measured before and after each cure: { $seen }
report-lab-clause-gone = gone after the cure: { $seen }
report-lab-clause-not-gone = still there after the cure: { $seen }
report-lab-clause-failures = failures of the application, before and after: { $seen }
report-lab-clause-faster = half of the exchanges within, before and after: { $seen }
report-lab-clause-slower = exchanges that take longer than 99 of 100 do in the twin, before and after: { $seen }
report-lab-clause-left = TIME_WAIT before and after: { $seen }
report-lab-clause-twin-quiet = the healthy twin has no such finding, and none of warning or above
report-lab-clause-twin-loud = the healthy twin is told: { $seen }
report-lab-clause-twin-works = failures of the healthy twin's application: { $seen }
report-lab-foot = It took { $took }, in namespaces of its own that end with the command; no setting of this machine was changed.
report-lab-list = { $count ->
    [one] One incident can be rehearsed here
   *[other] { $count } incidents can be rehearsed here
 }, each with its cure and a healthy twin, in namespaces of their own.
report-lab-list-next = lastack lab run NAME
report-lab-root = root
report-lab-clause-graded = the pasted settings, graded for this host by lastack lint: { $seen }
report-lab-entry = { $title } (about { $takes })
report-lab-entry-needs = { $title } (about { $takes }; needs { $needs })
report-lab-name = { $name }
report-lab-quote = { $who } says

report-stay-gone = TIME_WAIT lasts { $low } to { $high } s on this host: so long one connection of its own stayed there.
report-stay-interrupted = Interrupted: after { $low } s the connection was still in TIME_WAIT.
report-stay-limit = After { $low } s the connection is still in TIME_WAIT: longer than any document or setting says. Windows Vista to 2008 R2 never let go once they are up for 497 days (KB2553549).
report-stay-windows = Documented are two defaults: 120 s (Windows Server 2003) and 240 s (Windows 2000, and Microsoft's page on port exhaustion). The verdict reckons with both, not with this measurement.
report-stay-windows-set = TcpTimedWaitDelay = { $seconds } stands in the registry; Windows reads it when it boots.
report-stay-windows-unset = No TcpTimedWaitDelay is known to stand in the registry.
report-stay-linux = Linux has 60 s compiled in (TCP_TIMEWAIT_LEN): no setting changes it, tcp_fin_timeout is about FIN_WAIT2.
report-stay-linux-set = net.ipv4.tcp_tw_timeout = { $seconds }: this kernel lets it be set; others have 60 s compiled in.
report-stay-how = Measured with one connection of lastack's own on loopback, { $local } to { $peer }, that it closed itself; the table was looked at { $looks } times.
