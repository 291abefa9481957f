time-wait-dominates-verdict-inbound = { $time_wait } TIME_WAIT are harmless: { $most } on { $place }, which closes first; they take no local port.
time-wait-dominates-verdict-outbound = { $time_wait } TIME_WAIT are harmless: { $most } to { $target }, { $percent } of the ports there.
time-wait-dominates-verdict-spread = { $time_wait } TIME_WAIT are harmless: { $most } at most to one destination ({ $target }), under { $percent } of its ports.
time-wait-dominates-verdict-reused = { $time_wait } TIME_WAIT are harmless: { $taken } of { $usable } ports to { $target } are taken, and the kernel reuses the old ones.
time-wait-dominates-verdict-no-range = { $time_wait } TIME_WAIT, { $most } to { $target }: harmless unless the local ports run out, which this input cannot show.
time-wait-dominates-verdict-counts = { $time_wait } TIME_WAIT to { $established } ESTABLISHED means short connections, no fault by itself; counts cannot show more.
time-wait-dominates-verdict-counts-alone = { $time_wait } TIME_WAIT means short connections, no fault by itself; counts cannot show more.
time-wait-dominates-verdict-counts-summary = { $time_wait } TIME_WAIT is no fault by itself, but ss -s counts CLOSE_WAIT as established: a leak among its { $established } would not show.
time-wait-dominates-verdict-counts-range = { $time_wait } TIME_WAIT are as many as the range has ports ({ $ports }): if they lead to one destination, connect() there fails; counts cannot show it.
time-wait-dominates-verdict-counts-default-range = { $time_wait } TIME_WAIT are as many as the default range has ports ({ $ports }): if they lead to one destination, connect() there fails; counts cannot show it.
time-wait-dominates-verdict-windows = { $time_wait } TIME_WAIT on Windows: it has 16,384 dynamic ports by default, and 10055 comes when they are gone.
time-wait-dominates-verdict-windows-route = { $time_wait } TIME_WAIT on Windows, most to { $target }: it has 16,384 dynamic ports by default, and 10055 comes when they are gone.

time-wait-dominates-summary-inbound = { $time_wait } TIME_WAIT, harmless: { $most } on { $place }, which closes first, at { $group_closes }.
time-wait-dominates-summary-outbound = { $time_wait } TIME_WAIT, harmless: { $most } to { $target }, { $percent } of its ports, { $group_closes }.
time-wait-dominates-summary-spread = { $time_wait } TIME_WAIT, harmless: { $most } at most to one destination ({ $target }), under { $percent } of its ports.
time-wait-dominates-summary-reused = { $time_wait } TIME_WAIT, harmless: { $taken } of { $usable } ports to { $target } are taken, { $group_closes }.
time-wait-dominates-summary-no-range = { $time_wait } TIME_WAIT: { $most } to { $target }, { $group_closes }.
time-wait-dominates-summary-counts = { $time_wait } TIME_WAIT to { $established } ESTABLISHED: short connections, no fault by itself.
time-wait-dominates-summary-counts-alone = { $time_wait } TIME_WAIT: short connections, no fault by itself.
time-wait-dominates-summary-counts-summary = { $time_wait } TIME_WAIT to { $established } ESTABLISHED and CLOSE_WAIT together: short connections, no fault by itself.
time-wait-dominates-summary-windows = { $time_wait } TIME_WAIT; Windows has 16,384 dynamic ports by default.
time-wait-dominates-summary-windows-route = { $time_wait } TIME_WAIT, { $most } to { $target }; Windows has 16,384 dynamic ports by default.

time-wait-dominates-why-inbound = About { $memory }, no descriptor, no local port.
time-wait-dominates-why-inbound-peers = About { $memory }, no descriptor, no local port; { $peers ->
    [one] all from one peer.
   *[other] { $peers } peers, the busiest with { $busiest } rows.
 }
time-wait-dominates-why-inbound-windows = All share the listening port and take no dynamic port. Windows holds each for 2 to 4 minutes, and restarting a service frees none.
time-wait-dominates-why-outbound = About { $memory }, no descriptor; { $end }.
time-wait-dominates-why-reused = About { $memory }, no descriptor. The kernel reuses the old ones (tcp_tw_reuse), so their ports are not lost.
time-wait-dominates-why-no-range = About { $memory }, no descriptor. The port range is not in the input, so how near the end is cannot be told.
time-wait-dominates-why-counts = Not in the counts: who closed first, which ports are taken, since when. TIME_WAIT holds no descriptor; about { $memory } (256 to 512 bytes each), closing at { $closes }.
time-wait-dominates-why-windows = WSAENOBUFS (10055) comes only if most of them were opened from here. Windows holds each for 2 to 4 minutes and restarting a service frees none.

time-wait-dominates-todo-clients = Optional: let clients reuse connections (keep-alive), or close first.
time-wait-dominates-todo-clients-life = Optional: let clients reuse connections (keep-alive): one lives { $life } now.
time-wait-dominates-todo-reuse = To have fewer: reuse connections (pool, keep-alive), or let the other side close first.
time-wait-dominates-todo-reuse-life = Optional: reuse connections to { $target } (pool, keep-alive): one lives { $life } now.
time-wait-dominates-todo-look = Run lastack on that host, or paste the rows.
    .command = ss -tanpo
time-wait-dominates-todo-windows-pool = See how many ports there are.
    .command = netsh int ipv4 show dynamicport tcp

time-wait-dominates-dont-settings = tcp_fin_timeout: no effect on TIME_WAIT. tcp_tw_recycle: removed in Linux 4.12. A lower tcp_max_tw_buckets: resets peers still closing.
time-wait-dominates-dont-settings-inbound = tcp_tw_reuse, tcp_fin_timeout: no effect here. tcp_tw_recycle: removed in Linux 4.12. A lower tcp_max_tw_buckets: resets peers still closing.
time-wait-dominates-dont-restart = A restart of the program: the kernel holds TIME_WAIT, a restart adds more.
time-wait-dominates-dont-windows = MaxUserPort: ignored since Vista. TcpTimedWaitDelay: needs a reboot, and its effect on Server 2016 and later is unproven.

time-wait-dominates-quiet = { $time_wait } TIME_WAIT.

time-wait-dominates-verdict-windows-range = { $time_wait } TIME_WAIT on Windows, as many as { $percent } of its { $ports } dynamic ports; 10055 comes when they are gone.
time-wait-dominates-summary-windows-range = { $time_wait } TIME_WAIT; Windows has { $ports } dynamic ports here.
time-wait-dominates-verdict-bsd = { $time_wait } TIME_WAIT: macOS has 16,384 local ports by default, and connect() fails when they are gone.
time-wait-dominates-verdict-bsd-route = { $time_wait } TIME_WAIT, { $most } to { $target }: macOS has 16,384 local ports by default, and connect() fails when they are gone.
time-wait-dominates-verdict-bsd-range = { $time_wait } TIME_WAIT, { $most } to { $target }: { $percent } of that host's { $ports } local ports; connect() fails when they are gone.
time-wait-dominates-summary-bsd-range = { $time_wait } TIME_WAIT, { $most } to { $target }: { $percent } of { $ports } local ports.
time-wait-dominates-summary-bsd = { $time_wait } TIME_WAIT; macOS has 16,384 local ports by default.
time-wait-dominates-summary-bsd-route = { $time_wait } TIME_WAIT, { $most } to { $target }; macOS has 16,384 local ports by default.
time-wait-dominates-why-bsd = Only connections that were opened from here take a local port. A row lives twice net.inet.tcp.msl; how many ports there are is not in the input.
time-wait-dominates-why-bsd-lifetime = Only connections that were opened from here take a local port. A row lives there { $lifetime } (twice net.inet.tcp.msl).
time-wait-dominates-why-inbound-bsd = All share the listening port and take no local port of their own.
time-wait-dominates-verdict-sides = { $time_wait } TIME_WAIT; of { $unknown } nothing shows which side opened them, so whether ports run short is not known.
time-wait-dominates-summary-sides = { $time_wait } TIME_WAIT, of { $unknown } nothing shows which side opened them.
time-wait-dominates-why-sides = No listener of theirs was seen: it has gone, or the input shows none. About { $memory }, no descriptor.

time-wait-dominates-todo-bsd-range = See which local ports there are.
    .command = sysctl net.inet.ip.portrange.first net.inet.ip.portrange.last

time-wait-dominates-because = TIME_WAIT { $rows } >= { $many }
time-wait-dominates-because-rest = TIME_WAIT { $rows } > { $times } * the other { $rest }
