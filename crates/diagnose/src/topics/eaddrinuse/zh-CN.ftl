eaddrinuse-title = EADDRINUSE：Address already in use（Linux 错误号 98）
eaddrinuse-what = bind() 固定端口时报：有别的程序在监听，或者某个对外连接正好分到了这个端口，或者上一个监听程序没设 SO_REUSEADDR、留下了 TIME_WAIT。bind() 端口 0 时报：整个本地端口范围都用完了。
eaddrinuse-see = 查这个端口；lastack ports 8080 能说出谁占着 8080、什么时候释放：
    .command = ss -tanp
eaddrinuse-matters = 服务重启不了时要处理：从第一次启动就设 SO_REUSEADDR；端口落在 ip_local_port_range 里的要预留。bind(0) 报错就设 IP_BIND_ADDRESS_NO_PORT，让不同去向共用端口。
eaddrinuse-harmless = 如果只是服务已经在运行，那就没事。
eaddrinuse-source = inet_csk_get_port（net/ipv4/inet_connection_sock.c）；在 6.18 上实测
