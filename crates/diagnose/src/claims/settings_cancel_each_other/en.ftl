settings-cancel-each-other-claim = Set tcp_syncookies = 1 together with tcp_max_syn_backlog = 8192, and a port range up to 65000 together with probes on ports above 61000.
settings-cancel-each-other-truth = Each pair cancels itself. With cookies on, tcp_max_syn_backlog is not looked at. And probe ports above 61000 are free of collisions only while the automatic range ends below them: with a range up to 65000 they must be in ip_local_reserved_ports.
settings-cancel-each-other-source = tcp_conn_request in net/ipv4/tcp_input.c; Documentation/networking/ip-sysctl.rst
