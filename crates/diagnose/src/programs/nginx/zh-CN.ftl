reuse-connections-nginx-upstream = 到上游保持长连接：upstream 里写 keepalive，用到的地方写两行 proxy；数字是每个 worker 的空闲连接数。1.29.7 起默认就是这样
reuse-connections-nginx-clients = 让客户端保持连接：keepalive_timeout 是 0 或只有几秒，或 keepalive_requests 太小，都会让 nginx 先断开
