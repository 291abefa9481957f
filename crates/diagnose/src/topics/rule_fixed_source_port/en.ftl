rule-fixed-source-port-title = A program that connects from a source port of its own
rule-fixed-source-port-what = Who binds a port before connect() has one pair towards a destination. Once it has closed first, that pair is in TIME_WAIT for 60 s, and the next bind() or connect() gets EADDRINUSE.
rule-fixed-source-port-see = Connections from ports outside ip_local_port_range.
    .command = ss -tan state time-wait
rule-fixed-source-port-matters = When it connects again within a minute. Leave the port to the system; where a firewall wants a fixed one, SO_REUSEADDR on every socket before bind() and timestamps at both ends make it work (measured).
rule-fixed-source-port-harmless = When the connection stays open, or the other side closes first.
rule-fixed-source-port-source = __inet_hash_connect in net/ipv4/inet_hashtables.c; measured on 6.18
