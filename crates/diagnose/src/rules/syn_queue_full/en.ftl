syn-queue-full-verdict = { $half_open } half-open connections (SYN_RECV): see soon who they are.
syn-queue-full-verdict-place = { $half_open } half-open connections (SYN_RECV) on { $place }: see soon who they are.
syn-queue-full-verdict-cookies = { $half_open } half-open connections fill a SYN queue; SYN cookies keep the service up.
syn-queue-full-verdict-cookies-place = { $half_open } half-open connections fill the SYN queue of { $place }; SYN cookies keep it up.
syn-queue-full-verdict-dropped = { $dropped } new connections are being dropped: a SYN queue is full.
syn-queue-full-verdict-dropped-place = { $dropped } new connections are being dropped: the SYN queue of { $place } is full.
syn-queue-full-verdict-cookies-likely = { $half_open } half-open connections fill a SYN queue, most likely that of { $place }; SYN cookies keep it up.
syn-queue-full-verdict-dropped-likely = { $dropped } new connections are being dropped: a SYN queue is full, most likely that of { $place }.

syn-queue-full-summary = { $half_open } half-open connections (SYN_RECV).
syn-queue-full-summary-place = { $half_open } half-open connections on { $place }, from { $peers ->
    [one] one address.
   *[other] { $peers } addresses.
 }
syn-queue-full-summary-places = { $half_open } of { $places } SYN queue places of { $place } taken, by { $peers ->
    [one] one address.
   *[other] { $peers } addresses.
 }

syn-queue-full-why-counts = A flood, a scan or lost replies. Counts do not show which port, which peers, whether they answer, or whether any are dropped.
syn-queue-full-why-none-dropped = None dropped while watched.
syn-queue-full-why-none-dropped-silent = { $silent } never answered our SYN-ACK: flood, scan or lost replies. None dropped while watched.
syn-queue-full-why-others-dropped = New connections are dropped too, but not for want of a place here.
syn-queue-full-why-others-dropped-silent = { $silent } never answered our SYN-ACK: flood, scan or lost replies. New connections are dropped too, but not for want of a place here.
syn-queue-full-why-no-counters = One reading does not tell whether any are dropped.
syn-queue-full-why-no-counters-silent = { $silent } never answered our SYN-ACK: flood, scan or lost replies. One reading does not tell whether any are dropped.
syn-queue-full-why-cookies = The queue is full: SYN cookies answer { $cookies }, so clients still get in.
syn-queue-full-why-cookies-silent = { $silent } never answered our SYN-ACK: flood, scan or lost replies. The queue is full: SYN cookies answer { $cookies }, so clients still get in.
syn-queue-full-why-dropped = Their clients wait a second or more, then try again.
syn-queue-full-why-dropped-silent = { $silent } never answered our SYN-ACK: flood, scan or lost replies. Dropped clients wait a second or more.

syn-queue-full-todo-peers = See who they are: limit a few busy sources in the firewall or upstream; if most never answer, check the routes back.
    .command = ss -tno state syn-recv
syn-queue-full-todo-peers-port = See who they are: limit a few busy sources in the firewall or upstream; if most never answer, check the routes back.
    .command = ss -tno state syn-recv '( sport = :{ $port } )'
syn-queue-full-todo-peers-windows = See who they are: limit a few busy sources in the firewall or upstream; if most never answer, check the routes back.
    .command = netstat -ano | findstr SYN_RECEIVED
syn-queue-full-todo-one = { $most } come from { $peer }: block or limit that address in the firewall or upstream.
syn-queue-full-todo-many = They come from many addresses, so blocking some does not help: SYN cookies hold, let upstream filter, and check the routes back.
syn-queue-full-todo-cookies = Turn SYN cookies on: then a full queue drops nobody.
    .command = sysctl -w net.ipv4.tcp_syncookies=1
syn-queue-full-todo-backlog = Raise the listener's own backlog (the listen() argument, and net.core.somaxconn above it).

syn-queue-full-dont-max-syn-backlog = Raise tcp_max_syn_backlog: not used while tcp_syncookies = 1.
syn-queue-full-dont-max-syn-backlog-unless = Raise tcp_max_syn_backlog: not used unless tcp_syncookies = 0.
syn-queue-full-dont-cookies-2 = tcp_syncookies = 2: cookies for everybody; the kernel's documentation rules it out as a remedy for load.

syn-queue-full-quiet = { $half_open } half-open connections, none dropped while watched.
syn-queue-full-quiet-no-counters = { $half_open } half-open connections.

syn-queue-full-verdict-other = { $dropped } new connections are being dropped, though no queue is full.
syn-queue-full-summary-other = { $dropped } new connections dropped, though no queue is full.
syn-queue-full-why-other = Most often replies do not reach the clients: no route back, or a forged source address. Else the kernel is out of memory.
syn-queue-full-todo-way-back = Check the routes back to the clients (ip route get ADDRESS), then the kernel's log.
syn-queue-full-dont-queues = Larger queues (somaxconn, tcp_max_syn_backlog): none of them is full.

syn-queue-full-because-silent = SYN_RECV { $rows } >= { $many }, { $silent } never answered
syn-queue-full-because-unknown = unknown
syn-queue-full-because-near = SYN_RECV { $rows } >= { $percent } % of backlog { $places }
syn-queue-full-because-near-most = SYN_RECV { $rows } >= { $percent } % of { $places }, the most that tcp_max_syn_backlog lets in
syn-queue-full-because-dropped = dropped { $per_s }/s > 0
syn-queue-full-because-cookies = TCPReqQFullDoCookies { $per_s }/s > 0
syn-queue-full-because-many = SYN_RECV { $rows } >= { $many }
syn-queue-full-because-other = ListenDrops { $per_s }/s > 0, ListenOverflows 0, TCPReqQFullDrop 0
