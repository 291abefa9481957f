so-reuseaddr-title = SO_REUSEADDR：允许 bind() 越过 TIME_WAIT
so-reuseaddr-what = 在 Linux 上，它让监听程序能绑定还有 TIME_WAIT 的端口，也让客户端能再次绑定固定源端口。新旧两个套接字都要设：TIME_WAIT 会继承这个标志。
so-reuseaddr-see = ss 看不到这个选项；看谁在监听，再试一次重启：
    .command = ss -tlnp
so-reuseaddr-matters = Linux 上所有监听程序都该设，而且从第一次启动就设；固定源端口的客户端也该设（两端都有时间戳时，connect() 可以立刻复用 TIME_WAIT）。
so-reuseaddr-harmless = 对 connect() 自动选的端口没有作用。Windows 上不要用：别的程序能借它抢走正在用的端口，应该用 SO_EXCLUSIVEADDRUSE。
so-reuseaddr-source = inet_csk_get_port（net/ipv4/inet_connection_sock.c）；微软文档《Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE》；在 6.18 上实测
