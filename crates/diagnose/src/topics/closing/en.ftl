closing-title = CLOSING: both sides closed at the same moment
closing-what = Our FIN and the peer's crossed on the way; each waits for the ACK of its own. After that both ends go to TIME_WAIT.
closing-see = List them with their timers.
    .command = ss -tano state closing
closing-matters = When dozens stay: ACKs get lost on the path, or the peers vanish right after their FIN.
closing-harmless = A few: it lasts one round trip, and costs what any orphan costs.
closing-source = RFC 9293; measured on 6.18: after a simultaneous close both ends are in TIME_WAIT
