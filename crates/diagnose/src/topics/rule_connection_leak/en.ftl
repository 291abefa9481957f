rule-connection-leak-title = Open connections pile up: nobody closes them
rule-connection-leak-what = Each open connection holds a descriptor, and one that leads out holds a local port. The kernel closes none of them by itself: a program that opens and forgets fills either.
rule-connection-leak-see = How long each has been silent: lastsnd and lastrcv, in milliseconds. Where they stand in CLOSE_WAIT instead, the peer has closed: that is close-wait-leak.
    .command = ss -tni state established
rule-connection-leak-matters = When their number grows from look to look, or half of the ports of a destination are held by open connections. Limit the pool, close idle ones, close them on error paths. Mean life = ESTABLISHED / closes per second.
rule-connection-leak-harmless = A pool or push service whose number stands still well below the limits.
rule-connection-leak-source = Little's law over ESTABLISHED and closes per second; __inet_hash_connect in net/ipv4/inet_hashtables.c
