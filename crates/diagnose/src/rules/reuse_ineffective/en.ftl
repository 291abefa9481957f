reuse-ineffective-verdict = tcp_tw_reuse = { $mode } frees none of the { $rows } ports in TIME_WAIT to { $target }.
reuse-ineffective-verdict-fin-wait2 = tcp_tw_reuse = { $mode } frees none of the { $rows } ports to { $target }: they are in FIN_WAIT2, not in TIME_WAIT.
reuse-ineffective-verdict-served = tcp_tw_reuse = 1 has no effect here: the { $rows } TIME_WAIT are of connections that peers opened, and harmless.

reuse-ineffective-summary = tcp_tw_reuse = { $mode }, and still none of { $rows } ports in TIME_WAIT to { $target } is reused{ $more ->
    [0] .
   *[other] ; the same on { $more } more routes.
 }
reuse-ineffective-summary-fin-wait2 = tcp_tw_reuse = { $mode }, but { $rows } of { $usable } ports to { $target } wait in FIN_WAIT2.
reuse-ineffective-summary-served = tcp_tw_reuse = 1, but all of { $rows } TIME_WAIT stand at listeners.

reuse-ineffective-why-timestamps = net.ipv4.tcp_timestamps is 0: without timestamps the kernel takes over no TIME_WAIT.
reuse-ineffective-why-peer = { $target } uses no timestamps: { $asked } live connections have none, and reuse needs them at both ends. Windows has them off by default.
reuse-ineffective-why-own = 2 means loopback, and that is 127.0.0.0/8 and ::1 only: { $destination } is this host but is not covered, though the traffic goes through lo.
reuse-ineffective-why-fin-wait2 = The peer has not closed its side yet, so these rows are no TIME_WAIT and are never reused; each goes after tcp_fin_timeout.
reuse-ineffective-why-served = It acts in connect(), so only for connections opened from here. At a listener TIME_WAIT takes no local port.

reuse-ineffective-todo-timestamps = Turn timestamps on; it counts for new connections, and the peer must have them too.
    .command = sysctl -w net.ipv4.tcp_timestamps=1
reuse-ineffective-todo-reuse = Let { $program } reuse connections to { $target } (pool, keep-alive): that needs no setting.
reuse-ineffective-todo-peer = Turn timestamps on at { $destination }: net.ipv4.tcp_timestamps = 1 on Linux, "netsh int tcp set global timestamps=enabled" on Windows.
reuse-ineffective-todo-loopback = Connect to 127.0.0.1 instead of { $destination }, if the service listens there: 2 covers that.
reuse-ineffective-todo-all = Or cover every destination; it works where both ends use timestamps.
    .command = sysctl -w net.ipv4.tcp_tw_reuse=1
reuse-ineffective-todo-fin-wait2 = Find out why { $target } does not close (CLOSE_WAIT there): these rows wait for its FIN.
reuse-ineffective-todo-served = Optional: set it back to what the system came with, 2 since Linux 4.19.
    .command = sysctl -w net.ipv4.tcp_tw_reuse=2

reuse-ineffective-quiet = tcp_tw_reuse covers { $target }, and both ends use timestamps.

reuse-ineffective-because-timestamps = tcp_tw_reuse { $mode } and tcp_timestamps 0, rows { $rows } >= { $percent } % of usable { $usable }
reuse-ineffective-because-peer = tcp_tw_reuse { $mode } and no live connection with timestamps, rows { $rows } >= { $percent } % of usable { $usable }
reuse-ineffective-because-own = tcp_tw_reuse { $mode } and an own address outside 127.0.0.0/8, rows { $rows } >= { $percent } % of usable { $usable }
reuse-ineffective-because-fin-wait2 = tcp_tw_reuse { $mode } and FIN_WAIT2 without a process, rows { $rows } >= { $percent } % of usable { $usable }
reuse-ineffective-because-served = tcp_tw_reuse 1, TIME_WAIT inbound { $inbound }, outbound 0
