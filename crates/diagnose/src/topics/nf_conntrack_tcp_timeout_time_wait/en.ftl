nf-conntrack-tcp-timeout-time-wait-title = nf_conntrack_tcp_timeout_time_wait: how long the firewall remembers a closed connection
nf-conntrack-tcp-timeout-time-wait-what = Seconds, default 120. It belongs to the table of connection tracking, another table than the sockets: changing it does not remove a single TIME_WAIT.
nf-conntrack-tcp-timeout-time-wait-see = Entries now and the limit; 0 means that no rule needs tracking.
    .command = sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max
nf-conntrack-tcp-timeout-time-wait-matters = When count comes near max: new connections are dropped and the kernel logs: nf_conntrack: table full, dropping packet. 262,144 entries last for 2,184 short connections per second.
nf-conntrack-tcp-timeout-time-wait-harmless = While count is far from max, and on hosts without tracking.
nf-conntrack-tcp-timeout-time-wait-source = net/netfilter/nf_conntrack_core.c; measured on 6.18
