collect-source-refused = { $source } was refused: { $reason }
collect-source-elsewhere = { $os } alone has it
collect-source-unasked = not asked: { $read } was read
collect-two-dumps = this kernel refuses one walk for IPv4 and IPv6; two were made
collect-records-unread = { $count ->
    [one] one record could not be read
   *[other] { $count } records could not be read
 }
collect-rows-passed-over = read from /proc/net/tcp, which may pass over a row where connections end while it is read
collect-bound-lower = ports of programs that bind before they connect are not counted
collect-bound-unseen = sockets that are bound and nothing else cannot be seen here; their ports are not counted
collect-skew = the table moved while it was read: sockstat said { $before } before and { $after } after, { $seen } were read
collect-too-many-keys = more destinations or peers than are kept apart: totals are exact, a destination shown may have missed { $missed } rows
collect-owners-refused = { $refused ->
    [one] one process may not be looked into
   *[other] { $refused } processes may not be looked into
 }, so { $left ->
    [one] one socket has
   *[other] { $left } sockets have
 } no name here{ $cure }
collect-netns-refused = cannot use the network namespace { $path }: { $reason }. Other namespaces need root; their names stand in /run/netns
collect-netns-unseen = other network namespaces may be unseen: { $processes ->
    [one] one process
   *[other] { $processes } processes
 } may not be looked into{ $namespaces ->
    [0] {""}
   *[other] , { $namespaces } could not be entered
 }{ $cure }
collect-nothing-read = the TCP table could not be read
collect-paste-nothing = nothing in { $input } is known here (a socket table, counts by state, settings, logs of ports or queues that ran out); one line of an error is for: lastack explain "..."
collect-paste-none-read = { $input } has rows that look like sockets, and none could be read, for the reasons above. What can be read: LANG=C netstat -antW, ss -tan with its head, and Get-NetTCPConnection on Windows
collect-paste-repeat = the same counts stand here again (first at line { $first }); they count once
collect-paste-newer = other counts than at line { $first }: the later ones are taken
collect-paste-sample = { $rows ->
    [one] one row stands
   *[other] { $rows } rows stand
 } beside a histogram of { $total }: states come from the histogram, routes from the rows
collect-paste-no-routes = a histogram has no addresses: routes, listeners, ages and owners are not known
collect-paste-hosts = prompts of several hosts stand in one text, which is judged as that of one host: give each host in a file of its own
collect-paste-systems = rows of different systems stand in one text and are judged as those of one host: give each host in a file of its own
collect-paste-strangers = two tables of one text have no address of this side in common, as if each were of another host, and are judged as those of one host: if they are of several hosts, give each in a file of its own
collect-paste-range = { $elsewhere } of the { $ports } local ports of connections from here lie outside of { $low } to { $high }: the range was another when they were made, or a program chose these ports itself, so it is left out. What is in force: sysctl net.ipv4.ip_local_port_range
collect-paste-no-timers = the TIME_WAIT rows carry no timers: their age is not known (ss -tano or netstat -nato show it)
collect-paste-no-listeners = these rows show no listeners (netstat -n): which side opened is concluded from the ports
collect-paste-unreadable = cannot read { $input }: { $reason }
collect-paste-table-again = the table that begins here stands above already, as it was at another moment or on another host: such tables are not added, the last one counts (each in a file of its own, all are judged)
collect-paste-table-fewer = the tables from line { $line } on show fewer kinds of sockets than the one above them: that one counts
collect-paste-table-fewer-later = a later table shows fewer kinds of sockets than the one above it: that one counts
collect-sockets-again = the table that begins here stands above already, as it was at another moment: rows of both are listed (lastack states FILE counts one of them)
collect-paste-cut = { $rows ->
    [one] one row has an address that its tool cut: it counts for its state, where it leads is not known (netstat -W, ss -tan)
   *[other] { $rows } rows have an address that their tool cut: they count for their state, where they lead is not known (netstat -W, ss -tan)
}
collect-paste-unread = { $unread } of { $rows } rows could not be read: the states shown are the least there are, the others are not known
collect-paste-shapes = { $rows ->
    [one] one row looks like a connection, and its word for the state is not known here
   *[other] { $rows } rows look like connections, and their words for the state are not known here
 } ({ $words }); in English they are: Get-NetTCPConnection on Windows, LANG=C netstat -ant elsewhere
collect-paste-stateless = { $rows ->
    [one] one row looks like a connection and has
   *[other] { $rows } rows look like connections and have
 } no state: ss leaves that column out where it is asked for one state; paste the line of the command above them, or the output of ss -tano
collect-paste-shapes-most = { $why }. Most of them share one end, { $end } ({ $rows })
collect-paste-empty = { $input } is empty
collect-source-instead = { $why }; { $instead } was read instead
collect-reason-broken-off = the kernel's answer broke off
collect-reason-full = more destinations, peers or listeners than its tables in the kernel hold ({ $rows } had no place)
collect-netns-missing = there is no network namespace { $path }: { $reason }. ip netns list shows the named ones
collect-paste-boot-alone = when that host was started stands here ({ $boot }), what time it was then does not: for how long it is up is not known (echo %DATE% %TIME%)
collect-paste-boot-doubt = that host was started { $boot } and says { $now }: which number is the month is in doubt, so for how long it is up is not known
collect-paste-never-whole = a text may be cut, so that a limit is never reached is not known; with the output of ss -s beside the rows it is
collect-paste-log = what it says of ports is taken for the host of the table
collect-windows-ranges-differ = the settings of Get-NetTCPSetting have different dynamic port ranges ({ $ranges }: first port, number of ports); which one a connection goes by is not told, so none is taken. netsh int ipv4 show dynamicport tcp tells the range
collect-windows-excluded-unnamed = several lists of excluded ports, and not above each stands the command that printed it: one without a command may be that of IPv4 or of IPv6, so none of these is taken. netsh int ipv4 show excludedportrange protocol=tcp, pasted with its own line, tells
collect-windows-remembered = Windows keeps no process beside TIME_WAIT: who had { $known } of { $rows } such rows is inferred, from the connections seen in { $watched }
collect-windows-remembered-for = Windows keeps no process beside TIME_WAIT: who had { $known } of { $rows } such rows is inferred, from connections seen open for up to { $longest } of { $watched }
collect-paste-settings = what it says of settings and sums is taken for the other inputs
collect-paste-fewer = these counts (line { $line }) are fewer than the rows beside them: the rows are taken
collect-paste-many-settings = more than { $kept } of settings: the others are left out
collect-paste-many-programs = more than { $kept } program names: the others are left out
collect-paste-many-logs = more than { $kept } sorts of log lines: { $lines } lines of others are left out
collect-paste-in-parts = more rows than can wait for their direction: a listener that stood late in the text may have been missed
collect-paste-never-timers = the tools of that system show no timers: the age of TIME_WAIT is not known
collect-processes-refused = { $refused ->
    [one] one process may not be looked into: its
   *[other] { $refused } processes may not be looked into: their
 } descriptors are not counted{ $cure }
collect-processes-skipped = processes were not looked at (--no-owners): descriptors that run out and sockets that no table holds any more do not show
collect-ghosts-once = with one reading, a socket that is only being made can count as one that no table holds any more
collect-ghosts-many = more sockets than can be compared: which descriptors lead to sockets that no table holds any more is not known
collect-ghosts-elsewhere = not every network namespace could be read: a socket of another one can count as one that no table holds any more
collect-ghosts-bound = this kernel does not list sockets that are bound and nothing else: they count as sockets that no table holds any more
collect-cure-sudo = . sudo lastack sees more ({ $needed })
collect-cure-capability = . This root lacks { $needed }: a container gets it when it is started (--cap-add)
collect-cure-none = , even with { $needed }: another user namespace or a security module (SELinux, AppArmor) forbids it
collect-file-unread = cannot read { $path }: { $reason }. What it sets at boot is not known

collect-kernel-log-unread = the kernel's log (SYN floods, full tables) may not be read: { $reason }{ $cure }
collect-kernel-log-left-out = lines of the system's log (SYN floods, full tables) are not in this capture: capture --with-text keeps them
collect-holders-refused = { $refused ->
    [one] one process may
   *[other] { $refused } processes may
 } not be looked into, so some sockets' owners are unknown{ $cure }
collect-holders-many = processes of more than { $kept } sockets are not kept: the others' owners are unknown
collect-filter-no-device = no interface is called { $device } in any namespace looked at; ip link lists them. The index works too, as in: dev 2
collect-filter-mark-refused = the filter asks about fwmark, which the kernel tells only with CAP_NET_ADMIN: run it with sudo, or leave fwmark out
collect-filter-needs-diag = the filter asks about dev or fwmark, which only sock_diag tells: { $why }

collect-trace-no-btf = { $tracer }: this kernel has no BTF (/sys/kernel/btf/vmlinux), so no program can follow it. A kernel built with CONFIG_DEBUG_INFO_BTF has it, as those of current distributions are
collect-trace-privilege = { $tracer }: needs { $missing }. sudo lastack blame has it; without root: setcap cap_bpf,cap_perfmon+ep on a copy of lastack
collect-trace-user-namespace = { $tracer }: lastack runs in a user namespace of its own, whose root may not trace. Run it outside of it, as root, for this network namespace: sudo lastack blame --netns PID, where PID is any process in here by its number out there
collect-trace-lockdown = { $tracer }: the kernel is locked down ({ $level }) and lets no program read it. Booting without lockdown=confidentiality, or integrity in its place, lets it
collect-trace-no-tracepoint = { $tracer }: this kernel has no tracepoint sock:inet_sock_set_state, which came with Linux 4.16. A newer kernel has it
collect-trace-no-tracefs = { $tracer }: tracefs is not mounted, and mounting is not lastack's to do: mount -t tracefs tracefs /sys/kernel/tracing
collect-trace-not-here = { $tracer }: this system has no such thing; Linux has
collect-trace-system = { $tracer }: { $step }: { $reason }. sudo lastack blame may be let; in a container the host must be asked
collect-trace-guessed = nothing was traced: each name is that of the only program with open connections at the same place now, and may be wrong
collect-trace-unguessed = nothing was traced, and at no place with TIME_WAIT rows does one program alone hold open connections: nobody can be named
collect-trace-broken = the trace ended early: { $why }
collect-trace-overflowed = { $count ->
    [one] one close
   *[other] { $count } closes
 } by more programs or towards more places than are kept apart: counted for nobody
collect-trace-crowded = the closes of { $count ->
    [one] one process
   *[other] { $count } processes
 } stand together as not known: { $kept } lines are kept apart
collect-trace-crowded-processes = the closes of { $count ->
    [one] one process
   *[other] { $count } processes
} stand together as not known: { $kept } lines are kept apart, and --group-by command makes fewer
collect-trace-unjoinable = { $count ->
    [one] one close more
   *[other] { $count } closes more
 } than can be joined with rows: counted, but their rows are called unknown. A shorter window joins them all
collect-trace-rows = the TIME_WAIT rows of a network namespace could not be read: { $why }
collect-trace-pid-namespace = lastack runs in a pid namespace of its own, where pids are others than the trace tells: names are those that the kernel gave. Run it on the host to see command lines, units and containers
collect-trace-unread = { $count ->
    [one] one process ended before it could be looked at: its name is known, its command line is not; unit and container are where its control group tells them
   *[other] { $count } processes ended before they could be looked at: their names are known, their command lines are not; units and containers are where control groups tell them
 }
collect-trace-untold = { $count ->
    [one] one close was
   *[other] { $count } closes were
 } by processes that ended before their network namespace could be read: left out. --netns all counts them
collect-trace-unmatched = { $count ->
    [one] one network namespace was
   *[other] { $count } network namespaces were
 } not traced, or came up meanwhile: who closes there is not known
collect-trace-lost-events = { $count ->
    [one] one event
   *[other] { $count } events
 } of the host found the trace's buffer full: those who close first are told too low
collect-trace-lost-singles = { $count ->
    [one] one single close
   *[other] { $count } single closes
 } found no room: counted, but not joined with TIME_WAIT rows
collect-trace-lost-sums = { $count ->
    [one] one close
   *[other] { $count } closes
 } found no room and was counted for nobody: those who close first are told too low
collect-trace-lost-refused = { $count ->
    [one] one refused connect
   *[other] { $count } refused connects
 } found no room: there were more than are told
collect-trace-tracefs = tracefs tells less than a program in the kernel: a part of an MPTCP connection looks like a connection, and a close counts in the network namespace of its process, not of its socket
collect-trace-tracefs-resets = { $count ->
    [one] one close here was a reset
   *[other] { $count } closes here were resets
 }, and tracefs takes some that the peer sent for ours: what stands in a line with resets is concluded, not seen
collect-trace-no-cookies = this way of tracing tells no cookies of sockets (a program in the kernel does, from Linux 5.12 on): rows are joined by addresses and ports, and one whose ends were used again may be given to the wrong close
collect-trace-leftover = { $count ->
    [one] one trace instance that a killed lastack left is
   *[other] { $count } trace instances that a killed lastack left are
 } still on and { $count ->
    [one] slows
   *[other] slow
 } every connection a little. sudo lastack blame 1s removes { $count ->
    [one] it
   *[other] them
 }
collect-windows-no-timers = Windows does not tell for how long a row has been in TIME_WAIT: its age is not known
collect-windows-no-range = netsh did not tell the dynamic port ranges of TCP: the default, 49152 to 65535, is assumed
collect-windows-no-registry = the values of Tcpip\Parameters could not be read
collect-windows-one-family = one of the tables of IPv4 and IPv6 could not be read ({ $reason }): its connections are missing
collect-windows-no-events = the event log (4227, 4231: ports used up) may not be read: { $reason }
