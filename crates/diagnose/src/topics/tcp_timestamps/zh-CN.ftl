tcp-timestamps-title = tcp_timestamps：每个报文带一个时间戳
tcp-timestamps-what = 默认为 1，每条连接带随机偏移。时间戳用来测往返时间、拒绝过期报文（PAWS），也让内核知道某个 TIME_WAIT 可以放心复用。
tcp-timestamps-see = 查看当前值；对端也得开：
    .command = sysctl net.ipv4.tcp_timestamps
tcp-timestamps-matters = 设为 0 时 tcp_tw_reuse 完全失效（实测报 EADDRNOTAVAIL），老客户端用同一端口再来时也更难接上。不要为了性能或安全关掉它。
tcp-timestamps-harmless = 值为 1 就不用管。
tcp-timestamps-source = RFC 7323；tcp_twsk_unique（net/ipv4/tcp_ipv4.c）；在 6.18 上实测
