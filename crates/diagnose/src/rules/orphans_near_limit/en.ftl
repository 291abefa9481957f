orphans-near-limit-verdict = { $used } of { $limit } orphans: from here on the kernel resets closed connections that still had data to send.
orphans-near-limit-verdict-full = { $used } of { $limit } orphans: the kernel resets closed connections that still had data to send.

orphans-near-limit-summary = { $used } of { $limit } orphans (tcp_max_orphans, { $percent }).

orphans-near-limit-why = Orphans are connections that no program holds and whose last data or FIN is not acknowledged. Those that sent nothing for 4 minutes count double, so resets begin at half of the limit.
orphans-near-limit-why-states = Closed, and not acknowledged by the peer; here FIN_WAIT1 { $fin_wait1 }, LAST_ACK { $last_ack }, CLOSING { $closing }. Those that sent nothing for 4 minutes count double, so resets begin at half of the limit.

orphans-near-limit-todo-who = See which peers fell silent: many of one network point at the path, thousands with little data at an attack.
    .command = ss -tano state fin-wait-1 state last-ack state closing
orphans-near-limit-todo-sooner = Let the kernel give silent peers up after 13 s instead of about 2 min; peers on a very slow path are cut off.
    .command = sysctl -w net.ipv4.tcp_orphan_retries=5
orphans-near-limit-todo-raise = Or raise the limit, if there is memory: that many orphans may hold up to { $memory }.
    .command = sysctl -w net.ipv4.tcp_max_orphans={ $twice }

orphans-near-limit-dont-time-wait = Settings for TIME_WAIT: those rows are no orphans.

orphans-near-limit-quiet = Orphans: { $used } of { $limit }.

orphans-near-limit-because-aborted = orphans { $used } of { $limit }, TCPAbortOnMemory { $per_s }/s > 0
orphans-near-limit-because-full = orphans { $used } >= tcp_max_orphans { $limit }
orphans-near-limit-because-near = orphans { $used } >= { $percent } % of tcp_max_orphans { $limit }
