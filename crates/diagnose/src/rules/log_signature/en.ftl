log-signature-summary = { $lines ->
    [one] 1 log line
   *[other] { $lines } log lines
 }{ $form }: { $what }{ $to }.

log-signature-to = {" "}to { $target }
log-signature-on = {" "}on port { $port }
log-signature-nowhere = {""}
log-signature-and-others = { $place } and { $others } { $others ->
    [one] other
   *[other] others
 }
log-signature-form = {" "}({ $form })
log-signature-no-form = {""}

log-signature-outage = {" "}Down from { $from } to { $until }, { $span }.
log-signature-outage-longest = {" "}Down several times, longest from { $from } to { $until }, { $span } ({ $others } more).
log-signature-outage-lasts = {" "}Down since { $from }, and not back at the end of the log.
log-signature-outage-lasts-others = {" "}Down since { $from }, and not back at the end of the log; { $others ->
    [one] one outage
   *[other] { $others } outages
 } before.
log-signature-outage-hour = {" "}So says the kernel's log of the last hour.
log-signature-outage-none = {""}

log-signature-pace-default = about 470 connections a second do that with the default range
log-signature-pace-known = about { $rate } connections a second do that with the { $ports } ports of the range there
log-signature-now-nothing = {""}
log-signature-now-gone = {" "}The table shows no connection to it now.
log-signature-now-rows = {" "}Now { $rows } connections to it are in the table.
log-signature-now-ports = {" "}Now { $taken } of { $usable } local ports to it are taken.

log-signature-uptime = {" "}Or, on Vista, 7, 2008 and 2008 R2 after 497 days of uptime, the bug that releases no TIME_WAIT any more (KB2553549).
log-signature-uptime-no = {""}
log-signature-uptime-started = {" "}Started there at { $boot } by its clock: Vista, 7, 2008 and 2008 R2 release no TIME_WAIT any more once they are up for 497 days (KB2553549).
log-signature-uptime-old = {" "}This host is up for { $up }: after 497 days Vista, 7, 2008 and 2008 R2 release no TIME_WAIT any more (KB2553549).

log-signature-what-active-checks-failed = a Zabbix agent could not reach its server or proxy
log-signature-what-bind-eaddrinuse = bind() says EADDRINUSE, the port is taken
log-signature-what-bind-eaddrnotavail = bind() failed, the address is not on that host (EADDRNOTAVAIL)
log-signature-what-bucket-overflow = tcp_max_tw_buckets was full
log-signature-what-conntrack-full = the conntrack table was full
log-signature-what-connect-eaddrinuse = connect() found its port taken (EADDRINUSE)
log-signature-what-connect-eaddrnotavail = connect() found no local port (EADDRNOTAVAIL)
log-signature-what-eaddrinuse = Address already in use (EADDRINUSE)
log-signature-what-eaddrnotavail = Cannot assign requested address (EADDRNOTAVAIL)
log-signature-what-emfile = no descriptor left in the process (EMFILE)
log-signature-what-enfile = no descriptor left on the host (ENFILE)
log-signature-what-orphans = too many orphaned sockets
log-signature-what-port-range-parity = both ends of ip_local_port_range have one parity
log-signature-what-syn-flooding-dropped = a SYN queue was full and SYNs were dropped
log-signature-what-syn-flooding = a SYN queue was full
log-signature-what-sysctl-invalid = sysctl: the kernel refused a value
log-signature-what-sysctl-missing = sysctl: the kernel has no such key
log-signature-what-tcp-memory = TCP had used up its memory (tcp_mem)
log-signature-what-tcpip-4227 = Windows event 4227, a port was used again too soon
log-signature-what-tcpip-4231 = Windows event 4231, no dynamic port left
log-signature-what-wsaeaddrinuse = 10048 (WSAEADDRINUSE)
log-signature-what-wsaenobufs = 10055 (WSAENOBUFS)

log-signature-verdict-active-checks-failed = A Zabbix agent could not reach its server or proxy{ $to }; the log does not say why.
log-signature-verdict-bind-eaddrinuse = A service could not start{ $to }: its port is taken, and it cannot start until that is free.
log-signature-verdict-bind-eaddrnotavail = A program could not bind{ $to }: that address is not on the host.
log-signature-verdict-bucket-overflow = TIME_WAIT had reached tcp_max_tw_buckets: connections end without it, and peers may get resets.
log-signature-verdict-conntrack-full = The conntrack table was full: packets of new connections were dropped, and will be at the next peak.
log-signature-verdict-connect-eaddrinuse = Connections out failed{ $to }: the local port was taken. They keep failing until the load falls.
log-signature-verdict-connect-eaddrnotavail = Connections out failed{ $to }: no local port was left. They keep failing until the load falls.
log-signature-verdict-eaddrinuse = A port was taken when a program wanted it{ $to }: a service that starts, or a connection out.
log-signature-verdict-eaddrnotavail = No local port was left{ $to }, or the address asked for is not on that host.
log-signature-verdict-emfile = A program ran out of descriptors: it could neither accept nor connect.
log-signature-verdict-enfile = The host ran out of descriptors: no program could open anything.
log-signature-verdict-orphans = The kernel reset closed connections: it had too many whose peers fell silent.
log-signature-verdict-port-range-parity = Harmless: ip_local_port_range was set with ends of one parity; it works, only less evenly.
log-signature-verdict-syn-flooding-dropped = A SYN queue was full{ $to } and SYN cookies are off: the kernel dropped new connections.
log-signature-verdict-syn-flooding = A SYN queue was full{ $to }; this can wait unless clients complain.
log-signature-verdict-sysctl-invalid = A sysctl line was refused; all other lines of the file took effect.
log-signature-verdict-sysctl-missing = A sysctl key does not exist on that kernel; all other lines of the file took effect.
log-signature-verdict-tcp-memory = TCP had used up its memory: connections get slow, and closed ones with unsent data were reset.
log-signature-verdict-tcpip-4227 = Windows refused connections out: they would have used the same ports again too soon.
log-signature-verdict-tcpip-4231 = Windows has no dynamic port left: nothing on that host can connect out.
log-signature-verdict-wsaeaddrinuse = Windows refused a port{ $to } (10048): it is taken, or still in TIME_WAIT.
log-signature-verdict-uptime = Windows could not connect{ $to }: it is up for { $up }, and after 497 days this version releases no TIME_WAIT any more.
log-signature-verdict-wsaenobufs = Windows could not connect{ $to } (10055): most likely its dynamic ports are used up.

log-signature-why-active-checks-failed = Active checks stop meanwhile, and data wait in the agent.{ $outage }
log-signature-why-bind-eaddrinuse = Another listener has the port, a connection out has taken it, or the old service left TIME_WAIT on it for 60 s and had not set SO_REUSEADDR.{ $outage }
log-signature-why-bind-eaddrnotavail = A wrong address in the configuration, or one that is added later (VPN, virtual IP, container).{ $outage }
log-signature-why-bucket-overflow = Only kernels of the 2.6 time print this; newer ones merely count TCPTimeWaitOverflow.{ $outage }
log-signature-why-conntrack-full = Clients see timeouts, ping says EPERM. Conntrack keeps closed connections for 120 s: nf_conntrack_max / 120 short ones a second fill it.{ $outage }
log-signature-why-connect-eaddrinuse = A program that binds its source before connect() has one pool of ports for all destinations; a fixed source port is taken for 60 s after each close.{ $now }{ $outage }
log-signature-why-connect-eaddrnotavail = All local ports to that one destination were taken, most of them by TIME_WAIT of 60 s: { $pace }.{ $now }{ $outage }
log-signature-why-eaddrinuse = From bind() of a service: another one has the port, or TIME_WAIT without SO_REUSEADDR. From connect(): the program binds first.{ $now }{ $outage }
log-signature-why-eaddrnotavail = From connect(): all local ports to that destination are taken. From bind(): the address is not on that host.{ $now }{ $outage }
log-signature-why-emfile = Clients hang in the accept queue meanwhile. Either it leaks connections (CLOSE_WAIT), or its limit is too low for the load.{ $outage }
log-signature-why-enfile = fs.file-max was reached; one program usually holds most of them.{ $outage }
log-signature-why-orphans = Closed connections whose peer does not acknowledge the end; tcp_max_orphans limits them for the whole host.{ $outage }
log-signature-why-port-range-parity = connect() takes ports of one parity first; with 32768 to 60999 both have as many.
log-signature-why-syn-flooding-dropped = More new connections than the SYN queue holds. Without SYN cookies their SYNs are dropped, and clients wait for a second and more or give up; the kernel prints this once for each listener, however long it lasts.{ $outage }
log-signature-why-syn-flooding = More new connections than the listener's backlog. With SYN cookies clients still get in; the kernel prints this once for each listener, however long it lasts.{ $outage }
log-signature-why-sysctl-invalid = sysctl -p goes on after an error: the file is applied in part.
log-signature-why-sysctl-missing = sysctl -p goes on after an error: the file is applied in part. tcp_tw_recycle, for one, is gone since Linux 4.12, and broke clients behind NAT before.
log-signature-why-tcp-memory = Data that programs do not read, or peers do not acknowledge, stand in buffers; tcp_mem limits them for the whole host.{ $outage }
log-signature-why-tcpip-4227 = Too many short connections to one destination: Windows keeps each closed one for 2 to 4 minutes.{ $outage }
log-signature-why-tcpip-4231 = 16,384 ports by default, each kept 2 to 4 minutes after its connection ends: 68 to 136 connections a second use them up.{ $uptime }{ $outage }
log-signature-why-wsaeaddrinuse = On a service that starts: another program has the port. On a connection out: the same ports would be used again too soon.{ $outage }
log-signature-why-wsaenobufs = 16,384 dynamic ports by default, each kept 2 to 4 minutes after its connection ends. Rarer: nonpaged memory is short.{ $uptime }{ $outage }

log-signature-todo-rows = While it happens, run lastack on that host; or give it the output of this command together with the log.
    .command = ss -tanpo
log-signature-todo-pool = Let the program reuse connections (pool, keep-alive), or let the other side close first.
log-signature-todo-bind = Let the program leave the source port to connect() (IP_BIND_ADDRESS_NO_PORT where it must choose the address).
log-signature-todo-holder = See who has the port.
    .command = ss -tanp '( sport = :{ $port } )'
log-signature-todo-holder-any = See which program listens on that port (its number stands in the program's configuration).
    .command = ss -ltnp
log-signature-todo-holder-windows = See who has the port.
    .command = netstat -ano | findstr :{ $port }
log-signature-todo-holder-any-windows = See which program listens on that port (its number stands in the program's configuration; the last column is the pid).
    .command = netstat -ano | findstr LISTENING
log-signature-todo-reuseaddr = If no program has it and only TIME_WAIT is left: start again after 60 s at most. From then on let the program set SO_REUSEADDR before it listens; it counts only if the process that stopped had set it too.
log-signature-todo-address = See which addresses the host has.
    .command = ip -brief address
log-signature-todo-buckets = See the limit, and raise it if there really are so many short connections.
    .command = sysctl net.ipv4.tcp_max_tw_buckets
log-signature-todo-conntrack = See how near it is now; raise nf_conntrack_max on the host itself.
    .command = sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max
log-signature-todo-descriptors = See who has most descriptors and its limit: run lastack on that host as root.
    .command = lastack -v
log-signature-todo-close-wait = See whether connections leak: these were closed by the peer and never by the program.
    .command = ss -tanp state close-wait
log-signature-todo-file-max = See how many are open, and the limit.
    .command = sysctl fs.file-nr
log-signature-todo-orphans = See which peers fell silent.
    .command = ss -tano state fin-wait-1 state last-ack state closing
log-signature-todo-tcp-memory = See how much it is now: mem, in pages, against the third number of tcp_mem.
    .command = grep TCP: /proc/net/sockstat; sysctl net.ipv4.tcp_mem
log-signature-todo-queues = See whose data wait: large Recv-Q is a program that does not read, large Send-Q a peer that does not acknowledge.
    .command = ss -tanpm
log-signature-todo-parity = Set ends of different parity, as the default has.
    .command = sysctl -w net.ipv4.ip_local_port_range="32768 60999"
log-signature-todo-syncookies = Turn SYN cookies on: then clients get in although the queue is full. To undo: set 0 again.
    .command = sysctl -w net.ipv4.tcp_syncookies=1
log-signature-todo-half-open = See who they are and whether they answer.
    .command = ss -tno state syn-recv
log-signature-todo-sysctl = See what each line of the file does on that kernel.
    .command = lastack lint /etc/sysctl.conf
log-signature-todo-agent = See the agent's lines before this one: they tell the errno.
log-signature-todo-zabbix = Let the agent connect less often: a larger BufferSend and RefreshActiveChecks in its configuration.
log-signature-todo-rows-windows = On that host, see who holds the ports, and give the output to lastack.
    .command = netstat -ano
log-signature-todo-dynamic = See how many dynamic ports there are; set dynamicport in the same place gives up to 64,511.
    .command = netsh int ipv4 show dynamicport tcp
log-signature-todo-uptime-fix = Reboot that host when you can, and install the fix of KB2553549: else it comes back 497 days later.
log-signature-todo-uptime = See since when it runs; past 497 days on Vista, 7, 2008 or 2008 R2 install the fix, or reboot.
    .command = wmic os get lastbootuptime

log-signature-dont-settings = tcp_fin_timeout: no effect on TIME_WAIT. tcp_tw_recycle: removed in Linux 4.12. A lower tcp_max_tw_buckets: resets peers still closing.
log-signature-dont-ulimit = ulimit, more memory: TIME_WAIT takes neither descriptors nor much memory.
log-signature-dont-reuseport = SO_REUSEPORT: lets two services share the port without a word.
log-signature-dont-nonlocal = ip_nonlocal_bind = 1: hides a wrong address; right for a virtual IP that moves.
log-signature-dont-lower-buckets = A lower tcp_max_tw_buckets: that it is too low is what causes this.
log-signature-dont-conntrack-time-wait = Settings for TIME_WAIT: conntrack is another table.
log-signature-dont-time-wait = Settings for TIME_WAIT: it holds no descriptor and is no orphan.
log-signature-dont-tcp-memory = Settings for TIME_WAIT: it holds no buffers. A larger tcp_mem before you know whose data wait.
log-signature-dont-syn-backlog = tcp_max_syn_backlog: not used unless tcp_syncookies = 0.
log-signature-dont-trust = The exit code of sysctl -p: read the values back.
log-signature-dont-restart = Restart the agent or program: TIME_WAIT belongs to the system, a restart frees none and adds some.
log-signature-dont-windows = MaxUserPort: ignored since Vista and 2008. TcpTimedWaitDelay: needs a reboot, effect on Server 2016 and later unproven.

log-signature-because = { $lines ->
    [one] 1 line
   *[other] { $lines } lines
 } { $signature }
