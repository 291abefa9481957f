so-reuseport-title = SO_REUSEPORT：多个监听套接字共用一个端口
so-reuseport-what = 每个都有自己的全连接队列，内核按地址哈希把新连接分给它们。
so-reuseport-see = 同一端口会有多行，逐行比较 Recv-Q 和 Send-Q：
    .command = ss -tlnp
so-reuseport-matters = 适合同一服务的多个工作进程。要逐个看队列：实测 3 个里有 1 个到了 5/4，溢出 16 次，另外两个是空的。
so-reuseport-harmless = 对 TIME_WAIT 没有作用，也不会让 connect() 多出端口。没有必要就不要设，否则两个服务会悄悄共用一个端口。
so-reuseport-source = inet_csk_get_port（net/ipv4/inet_connection_sock.c）；在 6.18 上实测
