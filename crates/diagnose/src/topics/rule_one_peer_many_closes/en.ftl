rule-one-peer-many-closes-title = One peer address holds most of a listener's TIME_WAIT
rule-one-peer-many-closes-what = This server closes first, and nearly all comes from one address: a balancer or a NAT. That address has some 28,000 source ports by default, so from about 500 connections a second on each comes round within a minute.
rule-one-peer-many-closes-see = How many rows each peer has, and how often a SYN was turned away (Linux 6.16 and later).
    .command = nstat -az TcpExtPAWSTimewait
rule-one-peer-many-closes-matters = When several hosts stand behind that address (NAT): a SYN whose timestamp is older than that of the row gets an ACK, and the connect waits up to 1 s. Reuse connections, let the peer close first, or give it more addresses.
rule-one-peer-many-closes-harmless = When one host stands there: its SYN replaces its own old row at once, with timestamps or without.
rule-one-peer-many-closes-source = tcp_timewait_state_process in net/ipv4/tcp_minisocks.c; measured on 6.18
