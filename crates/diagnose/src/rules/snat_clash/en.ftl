snat-clash-verdict = Address translation drops { $per_s } new connections: two of them wanted one port there (conntrack insert_failed).
snat-clash-verdict-once = Address translation has dropped { $failed } new connections since the counters began (conntrack insert_failed).

snat-clash-summary = conntrack could not enter { $per_s } new connections (insert_failed): their first packet was dropped.
snat-clash-summary-once = conntrack could not enter { $failed } new connections (insert_failed): their first packet was dropped.

snat-clash-why-healthy = The sockets here are well: no route uses more than { $percent } of its ports. Translation has a pool of its own, for each address and destination, and holds a port for { $kept } after TIME_WAIT begins. A connect waits 1 s or 3 s; UDP counts too.
snat-clash-why = Translation has a pool of its own, for each address and destination, and holds a port for { $kept } after TIME_WAIT begins. A connect waits 1 s or 3 s for its second SYN; UDP counts too.

snat-clash-default = { $kept } (the default)

snat-clash-todo-look = See which rules translate.
    .command = nft list ruleset | grep -E "masquerade|snat"
snat-clash-todo-random = Let them choose ports at random: "masquerade fully-random" in nft, --random-fully in iptables.
snat-clash-todo-more = Give them more: a wider port range in that rule, more addresses to translate to, or connections that are reused.
snat-clash-todo-dns = If lookups hang for 5 s it is DNS: two queries from one socket at once. Use a cache on the node, or single-request-reopen in resolv.conf.

snat-clash-dont-range = ip_local_port_range: that pool is full of room; translation does not use it.
snat-clash-dont-settings = nf_conntrack_tcp_timeout_time_wait much below 60: entries go while the peer still waits in TIME_WAIT.

snat-clash-quiet = conntrack insert_failed stands still at { $failed }.

snat-clash-because-often = insert_failed { $per_s }/s >= { $often }
snat-clash-because-some = insert_failed { $per_s }/s > 0
snat-clash-because-once = insert_failed { $value } > 0
