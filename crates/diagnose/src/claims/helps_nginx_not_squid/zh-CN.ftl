helps-nginx-not-squid-claim = 这几个内核参数对 Apache、nginx 服务器能很好地减少 TIME_WAIT，对 Squid 效果却不大。
helps-nginx-not-squid-truth = 正好相反。tcp_tw_reuse、ip_local_port_range 只对主动往外连的一方有用：Squid 这样的代理，或者 nginx 连后端的那一侧。Web 服务器的 TIME_WAIT 来自被动接受的连接，没有哪个参数能无害地减少它。
helps-nginx-not-squid-source = tcp_twsk_unique（net/ipv4/tcp_ipv4.c）；在 6.18 上实测
