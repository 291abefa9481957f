tcpip-4227-title = Tcpip 事件 4227：同一条连接的 TIME_WAIT 还没过，又连了一次
tcpip-4227-what = Windows 选中的本地端口去的是同一个远端地址和端口，而这个四元组还在 TIME_WAIT。某个程序非常频繁地连接同一个去向时会出现。
tcpip-4227-see = 用 netstat -ano 按远端地址数一数，TIME_WAIT 最多的就是那个去向：
    .command = netstat -ano
tcpip-4227-matters = 每隔几分钟就出现时要查：去往那里的连接会报 10048。复用连接，或扩大动态端口范围。
tcpip-4227-harmless = 一阵高峰之后只有一条。认编号就行，文字会随系统语言变化。
tcpip-4227-source = 微软文档《TCP/IP port exhaustion troubleshooting》
