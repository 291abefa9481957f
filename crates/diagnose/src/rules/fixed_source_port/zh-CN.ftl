fixed-source-port-verdict = 有程序用固定源端口 { $port } 连 { $remote }：如果不是每次都设 SO_REUSEADDR，60 秒内再连会失败
fixed-source-port-verdict-refused = 用固定源端口 { $port } 连 { $remote } 失败（EADDRINUSE）：端口还在 TIME_WAIT

fixed-source-port-summary = 到 { $remote } 的源端口 { $port } 是程序自己绑定的，还在 TIME_WAIT{ $more ->
    [0] {""}
   *[other] ；另有 { $more } 个也是这样
 }
fixed-source-port-summary-refused = 到 { $remote } 的源端口 { $port } 还在 TIME_WAIT，日志里有 { $lines ->
   *[other] { $lines }
 } 行 EADDRINUSE

fixed-source-port-why = 固定端口到 { $remote } 同时只能有一条连接，关闭后还要占 60 秒，这期间再 bind() 报 EADDRINUSE。前后两个套接字都设了 SO_REUSEADDR，bind() 才能成功；再 connect() 时，有时间戳就立即顶替旧连接，没有则报 EADDRNOTAVAIL
fixed-source-port-why-windows = 固定端口到 { $remote } 同时只能有一条连接，关闭后还要占 2～4 分钟，这期间再 connect() 报 WSAEADDRINUSE（10048）

fixed-source-port-todo-any = 让系统自己挑端口：程序配置里不要写本地端口（LocalAddr 端口填 0）
fixed-source-port-todo-who = 看是哪个程序：等它再次连接时就能看到，Ctrl-C 结束
    .command = watch -n 0.2 'ss -tanp sport = :{ $port }'
fixed-source-port-todo-reuseaddr = 防火墙非要固定端口的话：每个套接字 bind() 前都设 SO_REUSEADDR，或让 { $remote } 先断开

fixed-source-port-dont-reuseport = SO_REUSEPORT：不影响 TIME_WAIT，还会让两个程序不知不觉共用一个端口

fixed-source-port-because = 绑定的源端口 { $port } 有 TIME_WAIT { $rows }
fixed-source-port-because-refused = 绑定的源端口 { $port } 有 TIME_WAIT { $rows }，EADDRINUSE { $lines } 行
