syncookies-2-for-load-claim = tcp_syncookies = 2 is good for servers under load.
syncookies-2-for-load-truth = 2 answers every connection with a cookie and is meant for tests. Connections without timestamps lose window scaling and SACK. The kernel document says that cookies must not be used to help loaded servers: raise the backlog of the listener instead.
syncookies-2-for-load-source = Documentation/networking/ip-sysctl.rst; tcp_conn_request in net/ipv4/tcp_input.c
