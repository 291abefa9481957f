rule-last-ack-pile-title = Many LAST_ACK: the last ACK does not come
rule-last-ack-pile-what = The peer closed first, our program closed too, and the peer's ACK of our FIN is missing. The kernel repeats the FIN and gives up after about two minutes. No program holds them.
rule-last-ack-pile-see = List them with their timers.
    .command = ss -tano state last-ack
rule-last-ack-pile-matters = When they stay, more than the new connections of five seconds: a firewall or NAT forgets connections at their first FIN, or a path loses ACKs.
rule-last-ack-pile-harmless = Some on a busy server: each lasts a round trip, or two minutes where the peer vanished.
rule-last-ack-pile-source = RFC 9293; tcp_orphan_retries in net/ipv4/tcp_timer.c
