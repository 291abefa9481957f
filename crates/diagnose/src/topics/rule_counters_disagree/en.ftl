rule-counters-disagree-title = sockstat, netstat and ss give different numbers
rule-counters-disagree-what = tw of sockstat (and of ss -s) is TIME_WAIT and FIN_WAIT2 without a process. inuse leaves both out. alloc, orphan and mem are of the whole host, also inside a container. CurrEstab is ESTABLISHED and CLOSE_WAIT. netstat and ss see one network namespace.
rule-counters-disagree-see = Compare with the rows that ss shows.
    .command = cat /proc/net/sockstat
rule-counters-disagree-matters = When a number is far too small: the connections are in the namespace of a container. Run lastack as root, which looks at each.
rule-counters-disagree-harmless = A few percent: a dump is no snapshot, rows come and go while it is made.
rule-counters-disagree-source = net/ipv4/proc.c sockstat_seq_show, inet_diag; measured on 6.18 in a child namespace: alloc 48 beside 5 sockets
