rule-port-exhaustion-title = Port exhaustion: one destination has eaten the local ports that lead to it
rule-port-exhaustion-what = A connection needs a local port that is free towards its destination. Live rows and TIME_WAIT hold 28,232 of them by default, for 60 s after each close on this side.
rule-port-exhaustion-see = Budget per destination: taken, reusable, and when it gets slow and ends.
    .command = lastack ports
rule-port-exhaustion-matters = From 50 %: connect() tries one half of the range in vain, about 0.9 ms for the 28,232 ports of the default and 30 µs for 1,000, instead of 10 µs. At 100 %: EADDRNOTAVAIL. Reuse connections, let the other side close, then more addresses, then tcp_tw_reuse = 1.
rule-port-exhaustion-harmless = While the busiest destination stays under half, or its steady state does: rows times rate decide, not the total of TIME_WAIT.
rule-port-exhaustion-source = __inet_hash_connect in net/ipv4/inet_hashtables.c; measured on 6.18
