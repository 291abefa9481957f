rule-orphans-near-limit-title = Closed connections come near tcp_max_orphans
rule-orphans-near-limit-what = Orphans are connections that no program holds any more and that still have data or a FIN to deliver: FIN_WAIT1, LAST_ACK, CLOSING. The limit counts for the whole host; those that sent nothing for 4 minutes count double, so the kernel begins to reset at half of it and logs: too many orphaned sockets.
rule-orphans-near-limit-see = The number behind orphan; the limit is net.ipv4.tcp_max_orphans.
    .command = cat /proc/net/sockstat
rule-orphans-near-limit-matters = From half of the limit on: peers lose the end of what they were sent. Find out which peers fell silent; a lower tcp_orphan_retries gives them up sooner.
rule-orphans-near-limit-harmless = Far below the limit: each is freed after about two minutes.
rule-orphans-near-limit-source = tcp_out_of_resources in net/ipv4/tcp_timer.c, tcp_check_oom in net/ipv4/tcp.c; kernel documentation ip-sysctl
