fin-wait2-orphans-verdict = { $rows } FIN_WAIT2 that no program holds: their peers have not closed; each is freed after { $timeout }.
fin-wait2-orphans-verdict-held = { $rows } connections are half-closed: a program here called shutdown() and has waited for the peers ever since.
fin-wait2-orphans-verdict-untold = { $rows } FIN_WAIT2: this side has closed, the peers have not; once our program lets go, each lasts { $timeout }.
fin-wait2-orphans-verdict-elsewhere = { $rows } FIN_WAIT2: this side has closed, the peers have not yet.

fin-wait2-orphans-summary = { $rows } FIN_WAIT2 that no program holds; each is freed after { $timeout }.
fin-wait2-orphans-summary-held = { $rows } FIN_WAIT2 held by a program: half-closed connections.
fin-wait2-orphans-summary-untold = { $rows } FIN_WAIT2: this side has closed, the peers have not.

fin-wait2-orphans-why = Peers take their time to close. Each costs 256 bytes, and towards its destination one local port if we opened it.
fin-wait2-orphans-why-never = More than TIME_WAIT: most peers never close, so their program leaks CLOSE_WAIT. What they send after { $timeout } is answered by a reset.
fin-wait2-orphans-why-long = tcp_fin_timeout is { $timeout } here (60 s by default): each is kept as a full socket for most of that time, and counts towards tcp_max_orphans.
fin-wait2-orphans-why-held = The program called shutdown() and keeps the descriptor. No timer ends that; tcp_fin_timeout does not count.
fin-wait2-orphans-why-untold = While a program holds one, no timer ends it; after close() the kernel frees it within { $timeout } (tcp_fin_timeout). The input does not tell the two apart.
fin-wait2-orphans-why-elsewhere = Once the program has let go, the system ends each by itself.

fin-wait2-orphans-todo-list = See who they are: with a process in the last column a program holds the row, with timer:(timewait the kernel.
    .command = ss -tanpo state fin-wait-2
fin-wait2-orphans-todo-peers = On the peers, look for connections in CLOSE_WAIT: there a close() is missing.
fin-wait2-orphans-todo-shorten = Go back to the kernel's default.
    .command = sysctl -w net.ipv4.tcp_fin_timeout=60
fin-wait2-orphans-todo-close = Fix the program: after shutdown() read to the end with a timeout, then close().

fin-wait2-orphans-dont-shorter = tcp_fin_timeout far below 60: slow peers get a reset, and TIME_WAIT stays at 60 s.
fin-wait2-orphans-dont-timeout-held = A lower tcp_fin_timeout: it counts only once the program has closed.

fin-wait2-orphans-because = FIN_WAIT2 { $rows } >= { $many }
fin-wait2-orphans-because-long = FIN_WAIT2 { $rows }, tcp_fin_timeout { $timeout } > { $default }
fin-wait2-orphans-because-never = FIN_WAIT2 { $rows } > TIME_WAIT { $time_wait }
fin-wait2-orphans-because-held = FIN_WAIT2 held { $rows } > { $seconds } s * { $opens } connections/s
