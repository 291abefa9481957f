wsaenobufs-title = WSAENOBUFS：10055（0x2747），Windows 的本地端口或缓冲区用完了
wsaenobufs-what = 提示说的是缓冲区，实际多半是动态端口用完了（系统日志里有 Tcpip 事件 4231），其次才是非分页池耗尽。
wsaenobufs-see = 看端口范围，再用 netstat -ano 按状态和进程数一数：
    .command = netsh int ipv4 show dynamicport tcp
wsaenobufs-matters = 频繁外连的主机要查：TIME_WAIT 为 120 秒时，16384 个端口只够每秒 136 个连接。Vista 到 2008 R2 运行超过 497 天后，TIME_WAIT 永远不释放（KB2553549）。
wsaenobufs-harmless = 没有可以不管的情况：一定有连接没建成。重启报错的程序并不能释放 TIME_WAIT，用光端口的也未必是它。
wsaenobufs-source = 微软文档《TCP/IP port exhaustion troubleshooting》；KB2553549
