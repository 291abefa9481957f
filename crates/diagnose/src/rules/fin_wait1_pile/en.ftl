fin-wait1-pile-verdict = { $rows } FIN_WAIT1 are harmless: peers fell silent, and each is freed after about { $lifetime }.
fin-wait1-pile-verdict-many = Up to { $percent } of the connections closed here are never answered: { $rows } peers fell silent.
fin-wait1-pile-verdict-route = { $target } does not answer any more: { $rows } connections closed here were never acknowledged.
fin-wait1-pile-verdict-elsewhere = { $rows } FIN_WAIT1 are harmless: peers fell silent, and the system gives each up by itself.

fin-wait1-pile-summary = { $rows } FIN_WAIT1: peers fell silent; each is freed after about { $lifetime }.
fin-wait1-pile-summary-route = { $rows } FIN_WAIT1 to { $target }: it does not acknowledge that we close.
fin-wait1-pile-summary-elsewhere = { $rows } FIN_WAIT1: peers fell silent; each is given up by itself.

fin-wait1-pile-why = That is { $percent } or less of the connections closed here. They hold no port for others and, once closed, no descriptor.
fin-wait1-pile-why-unknown = Phones and home users that went away without a word look like this. Once closed they hold no descriptor.
fin-wait1-pile-why-many = More than phones that lost their network explain: a path or a firewall drops packets, or the peers are gone.
fin-wait1-pile-why-route = The host is down, or the path or a firewall drops packets. Each is freed after about { $lifetime }; until then it holds a local port.
fin-wait1-pile-why-elsewhere = Phones and home users that went away without a word look like this.

fin-wait1-pile-todo-route = See which way packets take, then whether the host answers.
    .command = ip route get { $address }
fin-wait1-pile-todo-list = See who they are: one network's peers together point at the path. Send-Q is what they never acknowledged.
    .command = ss -tano state fin-wait-1

fin-wait1-pile-dont-fin-timeout = tcp_fin_timeout: it ends FIN_WAIT2, not FIN_WAIT1.

fin-wait1-pile-verdict-limit-unread = Not known: { $rows } FIN_WAIT1, and whether they fill tcp_max_orphans is not in the input; past half of it the kernel resets such connections.
fin-wait1-pile-todo-limit = Read the limit, and how many there are.
    .command = sysctl net.ipv4.tcp_max_orphans; grep orphan /proc/net/sockstat

fin-wait1-pile-because-route = FIN_WAIT1 { $rows } >= { $many }, { $percent } % >= { $most } % of closes
fin-wait1-pile-because-some = FIN_WAIT1 { $rows }, { $percent } % >= { $some } % of closes
fin-wait1-pile-because = FIN_WAIT1 { $rows } >= { $many }
