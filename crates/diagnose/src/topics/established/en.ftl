established-title = ESTABLISHED: open in both directions
established-what = The handshake is done and nobody has closed. A connection stays here for as long as both ends keep it, also when the other machine has vanished: that is noticed only when something is sent, or by keepalive (2 hours and 9 probes by default) if the program asked for it.
established-see = List them with process and timers.
    .command = ss -tnop state established
established-matters = When the rows towards one destination grow and never shrink: a connection leak takes descriptors and local ports just as TIME_WAIT does, but without an end.
established-harmless = Any steady number. ESTABLISHED divided by closes per second is the mean life of a connection, so few of them beside many TIME_WAIT only means short connections.
established-source = RFC 9293; include/net/tcp_states.h; Documentation/networking/ip-sysctl.rst tcp_keepalive_time
