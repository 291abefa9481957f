rule-closing-pile-title = Many CLOSING: both sides closed at the same moment
rule-closing-pile-what = The FINs crossed on their way, and the peer's ACK of ours is missing. The kernel repeats our FIN and gives up after about two minutes; with the ACK the row becomes TIME_WAIT. No program holds them.
rule-closing-pile-see = List them with their timers.
    .command = ss -tano state closing
rule-closing-pile-matters = When they stay, more than the new connections of five seconds: FINs arrive and ACKs do not, so a firewall or the path drops them.
rule-closing-pile-harmless = Some dozens on a busy server, for example where both sides use the same idle timeout.
rule-closing-pile-source = RFC 9293; tcp_orphan_retries in net/ipv4/tcp_timer.c
