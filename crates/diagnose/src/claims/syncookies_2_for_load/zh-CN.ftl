syncookies-2-for-load-claim = 高负载的服务器设 tcp_syncookies = 2。
syncookies-2-for-load-truth = 2 是每个连接都用 cookie，供测试用；没有时间戳的连接会丢掉窗口缩放和 SACK。内核文档明说不能拿 cookie 帮高负载服务器：应该加大监听端口的 backlog。
syncookies-2-for-load-source = Documentation/networking/ip-sysctl.rst；tcp_conn_request（net/ipv4/tcp_input.c）
