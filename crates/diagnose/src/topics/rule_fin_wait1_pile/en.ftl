rule-fin-wait1-pile-title = Many FIN_WAIT1: peers do not acknowledge that we close
rule-fin-wait1-pile-what = This side closed and the peer fell silent. The kernel repeats the FIN and unsent data, and gives up after about two minutes (tcp_orphan_retries 0 means 8 tries: 102 s and more). lastack weighs them against TIME_WAIT: which part of all closes is never answered.
rule-fin-wait1-pile-see = List them with timers; Send-Q is what was never acknowledged.
    .command = ss -tano state fin-wait-1
rule-fin-wait1-pile-matters = When one destination or one network falls silent: the host is down, or a path or firewall drops packets. When orphans come near tcp_max_orphans.
rule-fin-wait1-pile-harmless = A percent or so of the closes of a server for phones and home users. Each is freed by itself.
rule-fin-wait1-pile-source = tcp_orphan_retries and retransmits_timed_out in net/ipv4/tcp_timer.c
