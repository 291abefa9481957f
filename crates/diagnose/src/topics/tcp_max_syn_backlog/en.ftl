tcp-max-syn-backlog-title = tcp_max_syn_backlog: a limit for half-open connections when cookies are off
tcp-max-syn-backlog-what = Used only while tcp_syncookies = 0, for SYNs of unknown peers. With cookies on, a listener's own backlog is the limit: min(listen(), somaxconn).
tcp-max-syn-backlog-see = Read it together with the two that decide.
    .command = sysctl net.ipv4.tcp_max_syn_backlog net.ipv4.tcp_syncookies net.core.somaxconn
tcp-max-syn-backlog-matters = With cookies off. Measured at 16, 128 and 8192: 13, 97 and 257 half-open rows; the last is the listener's limit.
tcp-max-syn-backlog-harmless = With tcp_syncookies = 1, the default. Measured at 16, 128 and 8192: always 257.
tcp-max-syn-backlog-source = tcp_conn_request in net/ipv4/tcp_input.c; measured on 6.18
