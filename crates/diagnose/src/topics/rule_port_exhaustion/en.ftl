rule-port-exhaustion-title = Port exhaustion: one destination has eaten the local ports that lead to it
rule-port-exhaustion-what = A connection needs a local port that is free towards its destination. Live rows and TIME_WAIT hold 28,232 of them by default, for 60 s after each close on this side.
rule-port-exhaustion-see = Budget per destination: taken, reusable, and when it gets slow and ends.
    .command = lastack ports
rule-port-exhaustion-matters = From 50 %: connect() is about 130 times slower, because it tries one half of the range in vain. At 100 %: EADDRNOTAVAIL. Reuse connections, let the other side close, then more addresses, then tcp_tw_reuse = 1.
rule-port-exhaustion-harmless = While the busiest destination stays under half, or its steady state does: rows times rate decide, not the total of TIME_WAIT.
