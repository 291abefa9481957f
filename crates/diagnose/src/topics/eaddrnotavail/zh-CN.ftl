eaddrnotavail-title = EADDRNOTAVAIL：Cannot assign requested address（Linux 错误号 99，Windows 10049）
eaddrnotavail-what = connect() 报这个错：到该去向的本地端口全占满了，多半是 TIME_WAIT。bind() 报，或者指定了源地址再 connect() 报：这个地址不在本机上。内核没有任何计数器记录它出现的次数。
eaddrnotavail-see = 看哪个去向用掉了多少端口：
    .command = lastack ports
eaddrnotavail-matters = connect() 报错时，到该去向的新连接会一直失败，要等旧记录满 60 秒逐个释放。先复用连接；再增加任一端的地址或端口；最后才是 tcp_tw_reuse=1。
eaddrnotavail-harmless = 启动时 bind() 报错，是地址写错或还没配上，和 TIME_WAIT 无关。加内存、调 ulimit 对两种情况都没用。
eaddrnotavail-source = __inet_hash_connect、inet_bind（net/ipv4）；在 6.18 上实测
