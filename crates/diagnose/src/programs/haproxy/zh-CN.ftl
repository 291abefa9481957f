reuse-connections-haproxy-servers = 共享到服务器的空闲连接，写在 backend 或 defaults 里：默认的 safe 会给每条客户端连接的第一个请求新建连接；前提是服务器不会很快断开空闲连接。去掉 option httpclose 和 option http-server-close
reuse-connections-haproxy-clients = 让客户端保持连接：去掉 option httpclose，并给两次请求之间留时间
