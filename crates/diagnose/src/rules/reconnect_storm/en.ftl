reconnect-storm-verdict = { $time_wait } TIME_WAIT to { $open } ESTABLISHED: a connection lives about { $life }; TIME_WAIT is what short connections leave, and not the cause.
reconnect-storm-verdict-reset = { $resets } open connections are being cut off by resets, { $percent } of all that end; one lives { $life }.
reconnect-storm-verdict-reset-some = No warning: { $resets } connections end by a reset, { $percent } of all that end, as health checks and browsers do too.

reconnect-storm-summary = { $time_wait } TIME_WAIT to { $open } ESTABLISHED: about { $ends } connections end, one lives { $life }.
reconnect-storm-summary-reset = { $resets } open connections end by a reset, { $percent } of all; { $open } are open, one lives { $life }.

reconnect-storm-why = A web server without keep-alive looks like this; where connections should last (chat, push, a pool), clients drop and reconnect all the time. { $who }{ $looked }
reconnect-storm-why-here = Programs here cut them off: { $unread } closed with unread data, { $lingering } with SO_LINGER 0.{ $looked }
reconnect-storm-why-peers = The peers or a box between send the resets; this host sends hardly any.{ $looked }
reconnect-storm-why-unclear = Who sends the resets is not clear from the counters.{ $looked }

reconnect-storm-who-listener = On { $place } this side closes first.
reconnect-storm-who-route = Towards { $target } this side closes first.
reconnect-storm-who-unknown = Counts do not show who closes.

reconnect-storm-looked = {" "}Looked at and not short: { $enough }.
reconnect-storm-looked-both = {" "}Looked at and not short: { $enough }. Not to be seen here: { $unseen }.
reconnect-storm-unseen = {" "}Not to be seen here: { $unseen }.
reconnect-storm-looked-nothing = {""}
reconnect-storm-and = { $list }, { $next }
reconnect-storm-ports = local ports
reconnect-storm-buckets = TIME_WAIT places
reconnect-storm-queues = queues
reconnect-storm-descriptors = descriptors
reconnect-storm-conntrack = conntrack

reconnect-storm-todo-between = Compare the idle timeouts of program, balancer and NAT with the heartbeat: the shortest of them cuts connections off.
reconnect-storm-todo-program = Let the program read to the end before it closes, and close without SO_LINGER 0.
reconnect-storm-todo-counters = See how many open connections are reset in ten seconds, and who sends them: OutRsts is this host.
    .command = sh -c 'nstat -n; sleep 10; nstat -z TcpEstabResets TcpOutRsts TcpPassiveOpens TcpExtTCPAbortOnClose TcpExtTCPAbortOnData TcpExtTCPAbortOnTimeout'
reconnect-storm-todo-counters-windows = See how many open connections are reset: run this twice, ten seconds apart, and compare the resets.
    .command = netstat -s -p tcp
reconnect-storm-todo-look = Run lastack on that host, or paste the rows: they tell who closes and which ports are taken.
    .command = ss -tanpo

reconnect-storm-dont-settings = tcp_tw_reuse, tcp_fin_timeout, a lower tcp_max_tw_buckets: they change the count, not why connections end.
reconnect-storm-dont-restart = Restart the program: all clients reconnect at once.

reconnect-storm-quiet = Resets of open connections: { $resets }.

reconnect-storm-because-resets = EstabResets { $resets }/s, { $percent } % >= { $limit } % of connections that end
reconnect-storm-because = TIME_WAIT { $time_wait } >= { $times } * ESTABLISHED { $open }
