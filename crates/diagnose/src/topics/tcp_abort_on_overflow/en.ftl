tcp-abort-on-overflow-title = tcp_abort_on_overflow: reset clients when the accept queue is full
tcp-abort-on-overflow-what = 0 (the default): the last packet of the handshake is dropped, the client tries again and often gets in. 1: the client gets a reset at once.
tcp-abort-on-overflow-see = Read the value; ListenOverflows tells whether it ever matters.
    .command = sysctl net.ipv4.tcp_abort_on_overflow
tcp-abort-on-overflow-matters = At 1: every short peak becomes a connection reset for customers. The kernel document advises it only where the program cannot be made to accept faster.
tcp-abort-on-overflow-harmless = At 0, and while ListenOverflows stands still.
tcp-abort-on-overflow-source = Documentation/networking/ip-sysctl.rst
