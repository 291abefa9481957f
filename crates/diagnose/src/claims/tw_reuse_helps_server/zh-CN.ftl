tw-reuse-helps-server-claim = tcp_tw_reuse = 1 能减少繁忙服务端的 TIME_WAIT。
tw-reuse-helps-server-truth = 内核只在 connect() 里看它。服务端的 TIME_WAIT 是别人发起的连接留下的，一个也不会动，也不占本地端口。有用的是主动往外连的一方，比如代理连上游。
tw-reuse-helps-server-source = tcp_twsk_unique（net/ipv4/tcp_ipv4.c），只由 connect() 调用；在 6.18 上实测
