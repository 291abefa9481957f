reuseport-eases-time-wait-claim = 设置 SO_REUSEPORT 可以缓解 TIME_WAIT，让它不影响正常服务。
reuseport-eases-time-wait-truth = 它和 TIME_WAIT 无关，也不会多出端口：实测先 bind() 再 connect()，100 个端口设不设都只能建 100 条连接。它让多个套接字监听同一端口，互不相干的两个服务也会悄悄共用。要在 TIME_WAIT 期间重启服务，该用的是 SO_REUSEADDR。
