rule-port-exhaustion-title = 端口耗尽：到某个去向的本地端口快用完了
rule-port-exhaustion-what = 每条连接都要一个到该去向空闲的本地端口。默认共 28232 个，被活动连接和 TIME_WAIT 占着；本端先断开的，每个要占 60 秒。
rule-port-exhaustion-see = 按去向看端口占用：用了多少、能复用多少、什么时候变慢、什么时候耗尽：
    .command = lastack ports
rule-port-exhaustion-matters = 超过 50%：connect() 要白试一半端口：默认范围 28232 个端口约 0.9 毫秒，1000 个约 30 微秒，平时只要 10 微秒。到 100%：报 EADDRNOTAVAIL。先复用连接，再让对端先断开，再加地址，最后才是 tcp_tw_reuse=1。
rule-port-exhaustion-harmless = 占用最多的去向不到一半，或者按当前速率稳定在一半以下，就不用管：看的是每个去向，不是 TIME_WAIT 总数。
rule-port-exhaustion-source = __inet_hash_connect（net/ipv4/inet_hashtables.c）；在 6.18 上实测
