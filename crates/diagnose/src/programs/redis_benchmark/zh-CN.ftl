reuse-connections-redis-benchmark-flags = 它在测重连：-k 0 会为每个请求新建连接
