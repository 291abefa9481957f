rule-listener-port-taken-title = 服务的端口被客户端连接占走
rule-listener-port-taken-what = 服务停着的时候，connect() 把它的端口分给了客户端，成了一条对外连接的源端口。这时无论设什么选项，bind() 都报 EADDRINUSE。
rule-listener-port-taken-see = 看谁占着：本地端口是它、又没有监听的那一行：
    .command = ss -tanp
rule-listener-port-taken-matters = 要马上处理：那条连接关闭前服务启动不了，本端先断开的还要再等 60 秒。结束它，启动服务，再把端口加进 ip_local_reserved_ports。
rule-listener-port-taken-harmless = 服务本来就不再用了，就不用管。
rule-listener-port-taken-source = inet_csk_bind_conflict（net/ipv4/inet_connection_sock.c）；在 6.18 上实测
