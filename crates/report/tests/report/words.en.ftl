demo-syn-verdict = TIME_WAIT is not the trouble; { $half } half-open connections on port { $port } are.
demo-syn-summary = Port { $port } ({ $process }): { $half } of { $limit } SYN queue places taken, by { $peers } addresses.
demo-syn-why = { $silent } never answered our SYN-ACK: flood, scan or lost replies. 0 dropped.
demo-syn-todo-look = See who they are.
    .command = lastack sockets 'state syn-recv sport = :{ $port }' --group-by peer
demo-syn-dont-backlog = raise tcp_max_syn_backlog: not used while tcp_syncookies = 1

demo-tw-verdict = { $rows } TIME_WAIT are harmless.
demo-tw-summary = { $rows } TIME_WAIT, harmless: { $here } on :{ $port }, { $process } closes first, { $rate }.
demo-tw-why = Under { $memory }, no descriptor, no local port; busiest of { $peers } clients: { $most }.
demo-tw-todo-reuse = let clients reuse connections (keepalive_timeout): one lives { $life } now
demo-tw-dont-settings = tcp_tw_reuse, tcp_fin_timeout: no effect here. tcp_tw_recycle: removed in Linux 4.12. A lower tcp_max_tw_buckets: resets peers still closing.

demo-fin-verdict = { $rows } FIN_WAIT1.
demo-fin-summary = { $rows } FIN_WAIT1: peers fell silent; each is freed after about { $after }
demo-fin-why = The kernel sends the FIN again a few times and gives up.

demo-route-verdict = Ports to { $target } run out.
demo-route-summary = { $blocking } of { $usable } local ports to { $target } are taken.
demo-route-why = { $comm } holds them from { $source }; the log says { $line }.
demo-route-todo-who = See which program connects there.
    .command = ss -tnp dst { $target } # { $comm }

demo-gap = 3 of 912 processes could not be looked into: run as root to see who holds their sockets.
demo-missing = the peer's address is missing in { $line }
demo-ruled-out = Accept queues are empty: the fullest is { $listener } with 3 of 511.

demo-topic-title = TIME_WAIT
demo-topic-what = The side that closed first keeps the pair of addresses and ports for a minute, so that late segments find somebody and the last ACK can be sent again.
demo-topic-see = The counts by state.
    .command = lastack states
demo-topic-matters = One destination has eaten more than half of the local ports.
demo-topic-harmless = It stands on the side of the server: it takes no port, no descriptor, and 256 bytes a row.

demo-route-todo-joined = See how many come from there.
    .command = ss -tn '( sport = :80 )' | grep -c "10.0.0.1"; free -m
demo-route-todo-peer = On the peer see.
    .command = ss -ltn sport = :443
demo-route-todo-here = On the peer see.
    .command = ss -ltn sport = :443

demo-because = { $half } of { $limit } >= 50 %
demo-route-because = blocking { $blocking } >= 50 % of usable { $usable } towards { $target }
demo-topic-source = RFC 9293, section 3.6
demo-missing-short = a price of { $line } on one line
