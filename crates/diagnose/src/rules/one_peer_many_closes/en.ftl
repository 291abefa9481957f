one-peer-many-closes-verdict = { $peer } alone holds { $time_wait } TIME_WAIT of { $place }: harmless if one host stands behind that address, slow connects if it is a NAT.
one-peer-many-closes-verdict-refused = Connects from { $peer } to { $place } are turned away and wait up to 1 s: hosts behind that address meet each other's TIME_WAIT.

one-peer-many-closes-summary = { $peer } holds { $rows } of the { $peer_ports } source ports that it has by default towards { $place } ({ $peer_percent }).
one-peer-many-closes-summary-wider = { $peer } holds { $rows } source ports towards { $place }, more than the { $peer_ports } of the default range.

one-peer-many-closes-why = This side closes first, at { $closes }. A SYN of the same host replaces its old TIME_WAIT at once; one of another host behind a NAT is turned away and waits up to 1 s. Neither side logs it.
one-peer-many-closes-why-windows = This side closes first, at { $closes }, so its old ports wait here for 2 to 4 minutes. Its range is taken to be the default of Linux.
one-peer-many-closes-why-refused = { $refused } SYNs meet the TIME_WAIT of another host behind that address (PAWSTimewait), get an ACK for an answer and are sent again: by Linux 5.10 and later within two clock ticks (some 10 ms where it was measured), by others after 1 s. Neither side logs it.

one-peer-many-closes-todo-keep-alive = Let { $peer } reuse connections (upstream keep-alive), or close first.
one-peer-many-closes-todo-tuples = Give { $peer } more source addresses, or listen on more ports or addresses.

one-peer-many-closes-dont-restart = A restart of the service: the system holds TIME_WAIT, a restart adds more.
one-peer-many-closes-dont-settings = tcp_tw_reuse, tcp_fin_timeout: no effect on a listener. tcp_tw_recycle: broke clients behind NAT, removed in Linux 4.12. A lower tcp_max_tw_buckets: resets peers still closing.

one-peer-many-closes-because = rows of one peer { $rows } >= { $percent } % of { $ports } ports
one-peer-many-closes-because-refused = rows of one peer { $rows } >= { $percent } % of { $ports } ports, PAWSTimewait { $per_s }/s > 0
