tcpip-4231-title = Tcpip 事件 4231：Windows 的动态端口用光了
tcpip-4231-what = 动态范围（49152 到 65535，共 16384 个）全部占用，多半是 TIME_WAIT，或是只绑定、没有连接的套接字。新连接会报 10055 或 10048。
tcpip-4231-see = 先看范围，再看谁占着端口（netstat -anoq 会列出 BOUND）：
    .command = netsh int ipv4 show dynamicport tcp
tcpip-4231-matters = 一定要查：那一刻确实有连接被拒绝。找出行数最多的进程，让它复用连接；扩大范围只能拖一拖。
tcpip-4231-harmless = 没有可以不管的情况。重启程序能放掉它绑定和打开的套接字，但放不掉 TIME_WAIT。
tcpip-4231-source = 微软文档《TCP/IP port exhaustion troubleshooting》
