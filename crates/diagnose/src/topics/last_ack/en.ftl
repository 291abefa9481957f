last-ack-title = LAST_ACK: both have closed, the ACK of our FIN is missing
last-ack-what = The peer closed first, then our program closed; the kernel waits for the last ACK and repeats the FIN until it comes. No process holds it.
last-ack-see = List them with their retransmission timers.
    .command = ss -tano state last-ack
last-ack-matters = When it piles up: the peers went away between their FIN and their ACK, or something on the path drops it. Each row is an orphan and counts towards tcp_max_orphans.
last-ack-harmless = A few: each lasts one round trip, or about two minutes if the peer is gone.
last-ack-source = RFC 9293; Documentation/networking/ip-sysctl.rst tcp_orphan_retries
