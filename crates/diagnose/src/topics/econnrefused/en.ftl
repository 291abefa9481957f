econnrefused-title = ECONNREFUSED: Connection refused (errno 111 on Linux, 10061 on Windows)
econnrefused-what = The other end answered our SYN with a reset: nobody listens on that address and port, or a firewall rejects it. A full SYN queue or accept queue drops silently instead: connect() then waits and times out.
econnrefused-see = On the host that should answer: is the port there, and on which address? 127.0.0.1 is not reached from outside.
    .command = ss -ltn
econnrefused-matters = When the service should be up: it crashed, has not started yet, or listens on another address or port. A refused connect() leaves no TIME_WAIT and takes no port.
econnrefused-harmless = For a moment while the service restarts. It has nothing to do with TIME_WAIT, and no sysctl cures it.
econnrefused-source = tcp_v4_rcv and tcp_v4_send_reset in net/ipv4/tcp_ipv4.c; a closed port measured on 6.18: AttemptFails + 1, no TIME_WAIT
