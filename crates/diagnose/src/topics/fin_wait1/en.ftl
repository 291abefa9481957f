fin-wait1-title = FIN_WAIT1: our FIN is out and not acknowledged
fin-wait1-what = This side closed first and the peer has not even acknowledged it. After close() the socket is an orphan: the kernel repeats the FIN and what was still unsent, and frees it after about two minutes (tcp_orphan_retries 0 means 8 tries).
fin-wait1-see = List them with their retransmission timers.
    .command = ss -tano state fin-wait-1
fin-wait1-matters = When orphans near tcp_max_orphans (the kernel then resets connections), or when one network's peers all fall silent: look at the path, not at this host.
fin-wait1-harmless = Some hundred on a server for mobile or home users: peers that went away without a word. Each is freed by itself.
fin-wait1-source = RFC 9293; Documentation/networking/ip-sysctl.rst tcp_orphan_retries, tcp_max_orphans
