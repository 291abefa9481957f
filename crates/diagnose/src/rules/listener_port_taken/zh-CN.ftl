listener-port-taken-verdict = { $port } 端口的服务启动不了：端口被本机发起的一条连接占走了
listener-port-taken-verdict-gone = { $port } 端口已经没有服务在监听，又被本机发起的一条连接占走：服务会启动不了

listener-port-taken-summary = { $port } 端口现在是一条对外连接的源端口，服务没有在监听

listener-port-taken-why-logged = 日志里有 { $lines ->
   *[other] { $lines }
 } 行 EADDRINUSE：服务停着的时候，connect() 把端口分给了客户端。那条连接关闭后才空出来，本端先断开的还要再等 60 秒
listener-port-taken-why-before = 刚才还有服务在监听，之后 connect() 把端口分给了客户端。那条连接关闭后才空出来，本端先断开的还要再等 60 秒
listener-port-taken-why-rows = 对端的连接还在，说明原来有服务监听；之后 connect() 把端口分给了客户端（推断）。那条连接关闭后才空出来，本端先断开的还要再等 60 秒

listener-port-taken-why-bound = connect() 不会分配这个端口，是有程序把它绑定成了源端口。那条连接关闭后才空出来，本端先断开的还要再等 60 秒

listener-port-taken-todo-holder = 看谁占着、什么时候空出来
    .command = lastack ports { $port }
listener-port-taken-todo-free = 重启那个客户端，或让它关闭连接，再启动服务
listener-port-taken-todo-reserve = 防止再发生：预留这个端口
    .command = sysctl -w net.ipv4.ip_local_reserved_ports={ $list }
listener-port-taken-todo-add = 防止再发生：把端口加进 net.ipv4.ip_local_reserved_ports，原有的不要丢

listener-port-taken-dont-reuse = 只给服务设 SO_REUSEADDR、SO_REUSEPORT：bind() 照样失败，客户端那个套接字也得设了同一个选项才行，而客户端几乎都不设（实测）

listener-port-taken-because = { $port } 端口是一条对外连接的本地端口，没有 LISTEN，{ $sign }
listener-port-taken-because-logged = EADDRINUSE { $lines } 行
listener-port-taken-because-before = 刚才还有 LISTEN
listener-port-taken-because-rows = 它的对端还有 { $rows } 条
