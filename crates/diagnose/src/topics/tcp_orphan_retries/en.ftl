tcp-orphan-retries-title = tcp_orphan_retries: how often a closed socket repeats its FIN
tcp-orphan-retries-what = The default 0 means 8, which is more than 100 seconds. It rules how long FIN_WAIT1, LAST_ACK and CLOSING stay when the peer is silent.
tcp-orphan-retries-see = Read the value.
    .command = sysctl net.ipv4.tcp_orphan_retries
tcp-orphan-retries-matters = When orphans of vanished peers come near tcp_max_orphans: a lower value frees them sooner, and cuts off peers on a slow path.
tcp-orphan-retries-harmless = For TIME_WAIT and FIN_WAIT2: no effect.
tcp-orphan-retries-source = Documentation/networking/ip-sysctl.rst
