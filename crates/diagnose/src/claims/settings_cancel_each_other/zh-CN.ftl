settings-cancel-each-other-claim = tcp_syncookies=1 和 tcp_max_syn_backlog=8192 一起设，端口范围扩大到 65000，同时把探测端口放到 61000 以上。
settings-cancel-each-other-truth = 这两组都是自己抵消自己。开着 cookie 时，内核不看 tcp_max_syn_backlog。探测端口放在 61000 以上，前提是自动分配的范围到不了那里；范围扩大到 65000 后，就必须写进 ip_local_reserved_ports。
settings-cancel-each-other-source = tcp_conn_request（net/ipv4/tcp_input.c）；Documentation/networking/ip-sysctl.rst
