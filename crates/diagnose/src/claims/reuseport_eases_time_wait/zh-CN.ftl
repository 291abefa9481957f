reuseport-eases-time-wait-claim = 设置 SO_REUSEPORT 可以缓解 TIME_WAIT，让它不影响正常服务。
reuseport-eases-time-wait-truth = 它和 TIME_WAIT 无关，也不会多出端口：实测先 bind() 再 connect()，100 个端口设不设都只能建 100 条连接。它让多个套接字监听同一端口，互不相干的两个服务也会悄悄共用。要在 TIME_WAIT 期间重启服务，该用的是 SO_REUSEADDR。
reuseport-eases-time-wait-source = inet_csk_get_port（net/ipv4/inet_connection_sock.c）；在 6.18 上实测：100 个端口，设了也还是 100 条连接
