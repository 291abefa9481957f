bound-port-leak-verdict = { $bound } sockets on Windows are bound and nothing else, as many as { $percent } of its { $ports } dynamic ports: programs hold ports without using them.
bound-port-leak-summary = { $bound } sockets are bound and nothing else (BOUND): as many as { $percent } of { $ports } dynamic ports.

bound-port-leak-why = Each keeps its port from all others. A program made them, bound them and neither connected nor closed them.
bound-port-leak-why-not-time-wait = Each keeps its port from all others. TIME_WAIT has { $time_wait } and is not the cause. A program made them, bound them and neither connected nor closed them.

bound-port-leak-todo-who = See which process holds them.
    .command = Get-NetTCPConnection -State Bound | group OwningProcess -NoElement | sort Count -Descending | select -First 5
bound-port-leak-todo-program = Restarting that program frees them, unlike TIME_WAIT; then have it close each socket whose connect failed.

bound-port-leak-dont-time-wait = TcpTimedWaitDelay: it is about TIME_WAIT; these sockets are open.
bound-port-leak-dont-range = A wider dynamic range: the leak fills it too, only later.

bound-port-leak-quiet = { $bound } sockets are bound and nothing else, of { $ports } dynamic ports.

bound-port-leak-because = BOUND { $bound } >= { $limit } % of { $ports } dynamic ports
