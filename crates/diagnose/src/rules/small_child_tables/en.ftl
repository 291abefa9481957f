small-child-tables-verdict = Nothing hurts now, but the limits are tiny: { $buckets } TIME_WAIT, { $serves } closes.
small-child-tables-verdict-busy = { $used } of only { $buckets } TIME_WAIT places are taken: past them peers that are still closing get resets.

small-child-tables-summary = The TCP table has { $slots } slots of its own, so only { $buckets } TIME_WAIT may stand here.
small-child-tables-summary-host = The TCP table has { $slots } slots of its own (the host: { $host_slots }), so only { $buckets } TIME_WAIT may stand here.

small-child-tables-why = Whoever made the container had net.ipv4.tcp_child_ehash_entries set: its limits follow from that, { $serves } closes at most, and every lookup takes longer.
small-child-tables-why-backlog = Whoever made the container had net.ipv4.tcp_child_ehash_entries set: its limits follow from that, { $serves } closes at most, tcp_max_syn_backlog { $backlog }, and every lookup takes longer.

small-child-tables-todo-raise = Raise the limit in { $namespace } at once.
    .command = sysctl -w net.ipv4.tcp_max_tw_buckets={ $wanted }
small-child-tables-todo-share = Then make it anew with net.ipv4.tcp_child_ehash_entries = 0 where containers are made: it shares the table of the host.

small-child-tables-because-busy = own table { $slots } slots, TIME_WAIT { $used } >= { $percent } % of { $buckets }
small-child-tables-because = own table { $slots } slots, tcp_max_tw_buckets { $buckets } <= { $enough }
