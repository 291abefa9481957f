closing-pile-verdict = { $rows } CLOSING are harmless: both sides closed at once, and each is freed after about { $lifetime }.
closing-pile-verdict-elsewhere = { $rows } CLOSING are harmless: both sides closed at once, and each ends by itself.
closing-pile-verdict-many = { $rows } CLOSING stay: ACKs get lost on their way here.

closing-pile-summary = { $rows } CLOSING: both sides closed at once; each is freed after about { $lifetime }.
closing-pile-summary-elsewhere = { $rows } CLOSING: both sides closed at once; each ends by itself.

closing-pile-why = Our FIN is not acknowledged yet; with the ACK each becomes TIME_WAIT. No program holds them.
closing-pile-why-many = More than pass by at { $opens } new connections: FINs arrive here and ACKs do not, so a firewall or the path drops them, or the peers vanish behind their FIN.

closing-pile-todo-list = See who they are: one network's peers together point at the path.
    .command = ss -tano state closing
closing-pile-todo-path = Look at the firewalls and balancers between here and these peers: do they drop what comes after a FIN?

closing-pile-verdict-limit-unread = Not known: { $rows } CLOSING, and whether they fill tcp_max_orphans is not in the input; past half of it the kernel resets such connections.
closing-pile-todo-limit = Read the limit, and how many there are.
    .command = sysctl net.ipv4.tcp_max_orphans; grep orphan /proc/net/sockstat
