reuse-time-wait-summary = Let connect() take over TIME_WAIT rows older than { $delay }{ $routes ->
    [one] , towards { $target }
   *[other] , towards { $target } and { $routes } destinations in all
 }.
reuse-time-wait-why = Both ends are this host and it uses timestamps, which protect the new connection from segments of the old one.
reuse-time-wait-why-peer = Connections to { $target } carry timestamps of both ends, which protect the new connection from segments of the old one.
reuse-time-wait-why-loopback = It leads over a loopback address, which 2, the kernel's default, covers: both ends are this host and it uses timestamps, which protect the new connection from segments of the old one.
reuse-time-wait-risk-loopback = It holds for loopback addresses of this namespace alone. A program that binds before it connects gains nothing.
reuse-time-wait-risk = It holds for every destination of this namespace; a peer behind one address whose hosts have different clocks may refuse a connection. A program that binds before it connects gains nothing.
reuse-time-wait-withheld-server = TIME_WAIT at a listener is never taken over: tcp_tw_reuse acts on connections that go out from here.
reuse-time-wait-withheld-room = no destination is short of ports, so there is nothing to win by it.
reuse-time-wait-withheld-range = whether a destination is short of ports is not known: the range of local ports was not read (sysctl net.ipv4.ip_local_port_range).
reuse-time-wait-withheld-no-route = no connection that goes out from here was seen, so nobody can tell whether it would help.
reuse-time-wait-withheld-unread = tcp_tw_reuse or tcp_timestamps could not be read.
reuse-time-wait-withheld-timestamps = it does nothing while tcp_timestamps = 0 here.
reuse-time-wait-withheld-on = it is on already.
reuse-time-wait-withheld-direction = the input does not tell which side opened these connections.
reuse-time-wait-withheld-open = open connections hold the ports, not TIME_WAIT.
reuse-time-wait-withheld-covered = 2 covers this route already: it leads over a loopback address.
reuse-time-wait-withheld-peer = { $target } uses no timestamps, so no row would be taken over.
reuse-time-wait-withheld-unproven = whether { $target } uses timestamps is not proven, and without them it does nothing: look while a connection is open.
reuse-time-wait-withheld-bound = who connects to { $target } seems to bind an address first (inferred), and bind() takes over no TIME_WAIT: it does nothing there until that program sets IP_BIND_ADDRESS_NO_PORT, which lets connect() choose the port.
reuse-time-wait-risk-short = holds for every destination; peers whose clocks differ may refuse
reuse-time-wait-risk-loopback-short = holds for loopback alone; a program that binds first gains nothing
