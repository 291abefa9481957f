reuse-connections-haproxy-servers = 共享到服务器的空闲连接：backend（或 defaults）里写 http-reuse，server 行写 pool-max-conn；去掉 option httpclose 和 option http-server-close
reuse-connections-haproxy-clients = 让客户端保持连接：去掉 option httpclose，并给两次请求之间留时间
