syn-sent-pile-verdict = { $target } does not answer: { $rows } connections wait in SYN_SENT, and no new one comes about.
syn-sent-pile-verdict-unproven = { $target } seems not to answer: { $rows } connections wait in SYN_SENT, and no new one comes about.
syn-sent-pile-verdict-counts = { $rows } connections wait in SYN_SENT: some destination seems not to answer.

syn-sent-pile-summary = { $rows } SYN_SENT to { $target }; { $unanswered } SYNs were sent again: they have waited a second or more.
syn-sent-pile-summary-unproven = { $rows } SYN_SENT to { $target }: half of its rows or more.
syn-sent-pile-summary-counts = { $rows } SYN_SENT, no fewer than ESTABLISHED; counts do not show where to.

syn-sent-pile-why = A handshake takes one round trip. The peer is down, a firewall drops the SYN, or the peer's accept queue is full; after about 2 minutes connect() fails with ETIMEDOUT.

syn-sent-pile-todo-peer = On the peer see whether the service runs and its accept queue is full (Recv-Q above Send-Q), then look at the firewalls in between.
    .command = ss -ltn '( sport = :{ $port } )'
syn-sent-pile-todo-list = Here see which program connects, and how often each SYN was repeated.
    .command = ss -tnop state syn-sent 'dst { $target }'
syn-sent-pile-todo-list-all = See where they lead, then look at the service, its accept queue and the firewalls in between.
    .command = ss -tnop state syn-sent
syn-sent-pile-todo-list-windows = See which program (the last column is its pid) connects, and where to.
    .command = netstat -ano | findstr SYN_SENT

syn-sent-pile-dont-settings = Settings of TIME_WAIT here (tcp_tw_reuse, tcp_fin_timeout): they have nothing to do with it.

syn-sent-pile-quiet = { $rows } SYN_SENT, no pile.

syn-sent-pile-because-again = SYN sent again { $rows } >= { $many }, >= { $percent } % of rows
syn-sent-pile-because-unproven = SYN_SENT { $rows } >= { $many }, >= { $percent } % of rows
syn-sent-pile-because-counts = SYN_SENT { $rows } >= { $many }, >= ESTABLISHED { $open }
