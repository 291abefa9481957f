tcp-max-orphans-title = tcp_max_orphans: how many closed sockets may still be busy closing
tcp-max-orphans-what = Sockets that no process holds but that still have a FIN or data to deliver: FIN_WAIT1, LAST_ACK, CLOSING and some FIN_WAIT2. The limit counts for the whole host, half of the connection table by default.
tcp-max-orphans-see = The number behind orphan, next to the limit in sysctl net.ipv4.tcp_max_orphans.
    .command = cat /proc/net/sockstat
tcp-max-orphans-matters = When orphan comes near the limit: the kernel resets such sockets and logs: too many orphaned sockets.
tcp-max-orphans-harmless = For TIME_WAIT: those are no orphans, and raising the limit changes nothing for them.
tcp-max-orphans-source = Documentation/networking/ip-sysctl.rst; measured on 6.18: orphan in sockstat is of the whole host
