lab-reverse-proxy-title = 反向代理到唯一的后端，端口用完
lab-reverse-proxy-story = nginx 每个请求都新建一条到后端的连接，用完就断。后端就在本机，但用的是网卡地址，tcp_tw_reuse 的默认值只管 127.0.0.0/8。（这里只留 2000 个端口，几秒就能用完。）
lab-reverse-proxy-watch = 后端很闲，访客却收到 502；给 nginx 的 upstream 加 keepalive 就好。
lab-reverse-proxy-cured = nginx 到后端改用长连接：keepalive 32
