wsaeaddrinuse-title = WSAEADDRINUSE：10048（0x2740），Windows 上地址或连接对已被占用
wsaeaddrinuse-what = bind() 报：端口被别的程序占着。connect() 报：这一对地址和端口还在 TIME_WAIT（Tcpip 事件 4227），或者没有空闲端口了。
wsaeaddrinuse-see = 查这个端口，最后一列是进程号；TIME_WAIT 行的进程号是 0：
    .command = netstat -ano -p tcp
wsaeaddrinuse-matters = connect() 报错说明到同一去向的本地端口轮转得太快：复用连接，扩大动态端口范围。
wsaeaddrinuse-harmless = 如果只是服务启动了两份，关掉一份就行。不要用 SO_REUSEADDR 来解决：在 Windows 上它会让另一个程序抢走正在使用的端口。
wsaeaddrinuse-source = 微软文档《Windows Sockets error codes》、《TCP/IP port exhaustion troubleshooting》、《Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE》
