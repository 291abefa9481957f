reuseaddr-for-connect-claim = SO_REUSEADDR 能让 connect() 复用 TIME_WAIT 的端口。
reuseaddr-for-connect-truth = 内核自动选的端口不行。只有程序自己绑定固定源端口、新旧两个套接字都设了 SO_REUSEADDR、两端都开时间戳时，connect() 才能马上复用。
reuseaddr-for-connect-source = __inet_check_established（net/ipv4/inet_hashtables.c）；在 6.18 上实测
