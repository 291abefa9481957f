rule-server-closes-first-title = The listener closes first and keeps the TIME_WAIT
rule-server-closes-first-what = TIME_WAIT stands on the side that closed first. Rows whose local port is a listening port say that this server did, whoever opened the connection.
rule-server-closes-first-see = Rows with a listening port as local port are inbound.
    .command = ss -tan state time-wait
rule-server-closes-first-matters = For each client address only 64,512 source ports exist: one proxy or balancer that connects more than about 500 to 1,000 times a second to this port meets its own old pairs.
rule-server-closes-first-harmless = With many clients: no local port, no descriptor, no limit but tcp_max_tw_buckets. Longer keep-alive, or letting the client close, moves or removes the rows.
rule-server-closes-first-source = tcp_timewait_state_process in net/ipv4/tcp_minisocks.c; measured on 6.18
