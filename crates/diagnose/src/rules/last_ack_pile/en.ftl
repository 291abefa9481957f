last-ack-pile-verdict = { $rows } LAST_ACK are harmless: each ends with the peer's last ACK, or after about { $lifetime }.
last-ack-pile-verdict-elsewhere = { $rows } LAST_ACK are harmless: each ends with the peer's last ACK, or is given up by itself.
last-ack-pile-verdict-many = { $rows } LAST_ACK stay: the last ACK gets lost on its way here.

last-ack-pile-summary = { $rows } LAST_ACK: the last ACK is missing; each is freed after about { $lifetime }.
last-ack-pile-summary-elsewhere = { $rows } LAST_ACK: the last ACK is missing; each is given up by itself.

last-ack-pile-why = Both sides have closed; the peer went away before its last word came. No program holds them.
last-ack-pile-why-many = More than pass by at { $opens } new connections: a firewall forgets connections at their first FIN, a path loses ACKs, or the peers vanish behind their FIN.

last-ack-pile-todo-list = See who they are: one network's peers together point at the path.
    .command = ss -tano state last-ack
last-ack-pile-todo-path = Look at the firewalls and balancers between here and these peers: do they drop what comes after a FIN?

last-ack-pile-verdict-limit-unread = Not known: { $rows } LAST_ACK, and whether they fill tcp_max_orphans is not in the input; past half of it the kernel resets such connections.
last-ack-pile-todo-limit = Read the limit, and how many there are.
    .command = sysctl net.ipv4.tcp_max_orphans; grep orphan /proc/net/sockstat
