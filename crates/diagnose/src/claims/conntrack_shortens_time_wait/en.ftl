conntrack-shortens-time-wait-claim = nf_conntrack_tcp_timeout_time_wait = 30 reduces TIME_WAIT.
conntrack-shortens-time-wait-truth = That is the table of the firewall, which remembers a closed flow for 120 s. Sockets in TIME_WAIT are another table and stay 60 s. It helps only where the firewall reports that its own table is full.
conntrack-shortens-time-wait-source = net/netfilter/nf_conntrack_proto_tcp.c; measured on 6.18
