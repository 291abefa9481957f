bucket-overflow-verdict-limit = tcp_max_tw_buckets ({ $limit }) is full: connections end without TIME_WAIT, and peers still closing get resets.
bucket-overflow-verdict-rising = tcp_max_tw_buckets ({ $limit }) overflows: connections end without TIME_WAIT, and peers still closing get resets.
bucket-overflow-verdict-beyond = tcp_max_tw_buckets = { $limit } is not in force on that host: { $used } TIME_WAIT stand there.
bucket-overflow-verdict-unknown = tcp_max_tw_buckets is full: connections end without TIME_WAIT, and peers still closing get resets.
bucket-overflow-verdict-skipped = tcp_max_tw_buckets = { $limit }: no connection gets a TIME_WAIT, and peers still closing get resets.
bucket-overflow-verdict-memory = The kernel finds no memory for TIME_WAIT: connections end without it, and peers still closing get resets.
bucket-overflow-verdict-near = tcp_max_tw_buckets is nearly full: { $used } of { $limit }. Past it peers that are still closing get resets.
bucket-overflow-verdict-settled = { $used } of { $limit } TIME_WAIT places (tcp_max_tw_buckets) are taken; at this rate they suffice.
bucket-overflow-verdict-past = { $refused } connections ended without TIME_WAIT since the counters began; none does now.
bucket-overflow-verdict-past-paste = { $refused } connections ended without TIME_WAIT since the counters began; whether more do now cannot be told.

bucket-overflow-summary-rising = { $refused_per_s } closes get no TIME_WAIT: { $used } of { $limit } places taken (tcp_max_tw_buckets).
bucket-overflow-summary-rising-uncounted = { $refused_per_s } closes get no TIME_WAIT: the limit is { $limit } (tcp_max_tw_buckets).
bucket-overflow-summary-rising-unknown = { $refused_per_s } closes get no TIME_WAIT: tcp_max_tw_buckets is full.
bucket-overflow-summary-skipped = tcp_max_tw_buckets = { $limit }: every close skips TIME_WAIT.
bucket-overflow-summary-memory = { $refused_per_s } closes get no TIME_WAIT, though only { $used } of { $limit } places are taken.
bucket-overflow-summary-full = All { $limit } TIME_WAIT places are taken (tcp_max_tw_buckets): { $used }.
bucket-overflow-summary-beyond = { $used } TIME_WAIT stand where tcp_max_tw_buckets = { $limit } would let { $limit } stand: it is not in force.
bucket-overflow-summary-near = { $used } of { $limit } TIME_WAIT places are taken (tcp_max_tw_buckets).
bucket-overflow-summary-past-paste = { $refused } closes got no TIME_WAIT since the counters began.
bucket-overflow-summary-past = { $refused } closes got no TIME_WAIT since the counters began, none at the moment.

bucket-overflow-why-lost = Without TIME_WAIT a port is used again before its 60 s are over, and nobody repeats the last ACK: a peer still sending or closing gets a reset (ECONNRESET). Nothing is logged; only TCPTimeWaitOverflow counts.
bucket-overflow-why-skipped = Without TIME_WAIT a port is used again before its 60 s are over, and nobody repeats the last ACK: a peer still sending or closing gets a reset (ECONNRESET). The kernel takes such a value without a word.
bucket-overflow-why-memory = The limit is far, so the allocation itself fails: memory was short at those moments. The same counter counts both.
bucket-overflow-why-beyond = No table grows past its limit; at most the limit was lowered within the last minute. In force it serves { $serves }: closes beyond that get no TIME_WAIT, and peers still closing get resets.
bucket-overflow-why-near = The limit serves { $serves }; closing at { $closes }. Nothing is logged when it is full; only TCPTimeWaitOverflow counts.
bucket-overflow-why-settled = The limit serves { $serves }; closing at { $closes }.
bucket-overflow-why-past = Something closed faster than the limit served, or memory was short: the counter does not tell which, nor when.
bucket-overflow-why-past-paste = One reading does not tell whether the counter still rises, nor whether the limit or a lack of memory moved it.

bucket-overflow-lowered = this kernel's default is { $default }
bucket-overflow-cost = a row costs 256 to 512 bytes

bucket-overflow-todo-raise = Raise the limit; { $of_default }.
    .command = sysctl -w net.ipv4.tcp_max_tw_buckets={ $wanted }
bucket-overflow-todo-reuse = Make fewer: reuse connections (pool, keep-alive), or let the other side close first.
bucket-overflow-todo-see = See the limit on that host.
    .command = sysctl net.ipv4.tcp_max_tw_buckets
bucket-overflow-todo-watch = See whether the counter moves.
    .command = nstat -az TcpExtTCPTimeWaitOverflow
bucket-overflow-todo-memory = Look for failed allocations and for what uses the memory.
    .command = dmesg | grep -i "allocation failure"; free -m

bucket-overflow-dont-lower = A lower tcp_max_tw_buckets: the count shrinks because more closes go unprotected.
bucket-overflow-dont-settings = tcp_fin_timeout, tcp_tw_recycle: no effect on TIME_WAIT, the second removed in Linux 4.12.

bucket-overflow-quiet = { $used } of { $limit } TIME_WAIT places (tcp_max_tw_buckets) are taken.

bucket-overflow-because-skipped = tcp_max_tw_buckets { $limit } <= 0
bucket-overflow-because-rising = TCPTimeWaitOverflow { $per_s }/s > 0
bucket-overflow-because-memory = TCPTimeWaitOverflow { $per_s }/s > 0, buckets { $used } < { $percent } % of { $limit }
bucket-overflow-because-full = buckets { $used } >= tcp_max_tw_buckets { $limit }
bucket-overflow-because-near = buckets { $used } >= { $percent } % of tcp_max_tw_buckets { $limit }
bucket-overflow-because-past = TCPTimeWaitOverflow { $refused } > 0
