lab-pool-of-two-title = 连接池只有 2 条，并发却有 20
lab-pool-of-two-story = Go 默认每个主机只保留 2 条空闲连接（MaxIdleConnsPerHost）。这里 20 个协程请求同一个 API：两个走连接池，其余每次新建、用完就断，直到端口用完。
lab-pool-of-two-watch = 明明有连接池，却还是 TIME_WAIT 堆积、连不上；把池子调到和并发一样大就好。
lab-pool-of-two-cured = 连接池改为保留 20 条连接
