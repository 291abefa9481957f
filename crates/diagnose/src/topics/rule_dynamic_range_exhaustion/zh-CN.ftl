rule-dynamic-range-exhaustion-title = Windows 动态端口耗尽
rule-dynamic-range-exhaustion-what = 向外连接要占一个动态端口（默认 49152～65535，共 16384 个），连接结束后还要保留 2～4 分钟。用完时程序报 10055，系统日志有事件 4231。
rule-dynamic-range-exhaustion-see = 看范围有多大；再看谁占着（含只绑定的）：
    .command = netsh int ipv4 show dynamicport tcp
rule-dynamic-range-exhaustion-matters = 占到一半就要处理。办法依次是：复用连接或让对端先断开；放宽范围；Windows 10、Server 2016 之前的版本还可设 TcpTimedWaitDelay。
rule-dynamic-range-exhaustion-harmless = 监听端口上的 TIME_WAIT 不占动态端口：它们共用监听端口。
rule-dynamic-range-exhaustion-source = 微软文档：TCP/IP 端口耗尽排查
