fixed-local-address-claim = 把探测程序绑定到固定的 LocalAddr（固定端口），就不会有端口冲突。
fixed-local-address-truth = 第一次关闭后这个端口就进入 TIME_WAIT，60 秒内再用它连接会报 EADDRINUSE，除非前后两个套接字都设了 SO_REUSEADDR。设了之后，两端都有时间戳的话可以立刻连上。这个端口还要预留，否则会被别人分走。
fixed-local-address-source = inet_csk_get_port（net/ipv4/inet_connection_sock.c）；在 6.18 上实测
