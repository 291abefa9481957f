ulimit-for-ports-claim = 遇到 Cannot assign requested address，加大 ulimit 或加内存。
ulimit-for-ports-truth = 这个错误是说到某个去向的本地端口用完了。文件句柄和内存是另外的资源，报的是另外的错：EMFILE（Too many open files）、ENOMEM。
ulimit-for-ports-source = __inet_hash_connect（net/ipv4/inet_hashtables.c）
