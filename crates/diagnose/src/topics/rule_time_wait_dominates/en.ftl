rule-time-wait-dominates-title = Most rows are TIME_WAIT
rule-time-wait-dominates-what = Many connections ended within the last minute, and this side closed first. Their number is closes per second times 60; beside few ESTABLISHED it means short connections.
rule-time-wait-dominates-see = Count by state; plain lastack says which listener or destination they belong to.
    .command = lastack states
rule-time-wait-dominates-matters = When they hold local ports towards one destination (port-exhaustion), or when tcp_max_tw_buckets is full: then TCPTimeWaitOverflow rises, connections end without TIME_WAIT, and peers get resets.
rule-time-wait-dominates-harmless = When they stand on a listening port: no port, no descriptor, 256 bytes each. 18,122 of them cost under 5 MB. Longer-lived connections make fewer.
rule-time-wait-dominates-source = struct tcp_timewait_sock: 256 bytes in its slab, measured on 6.18
