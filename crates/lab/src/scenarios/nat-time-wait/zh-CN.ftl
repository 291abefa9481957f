lab-nat-time-wait-title = 同一个 NAT 出口后面的客户端连得慢，服务器却什么也没记
lab-nat-time-wait-story = 两台机器通过同一个地址访问服务器。先断开的是服务器，TIME_WAIT 堆在它这边；网关把一台机器用过的端口给了另一台，而后者的时间戳更旧，它的 SYN 只换来一个 ACK，连接建不起来。
lab-nat-time-wait-watch = 日志里看不到的 PAWSTimewait，以及这时建一条连接要多久：5.10 起的 Linux 客户端只多约 10 毫秒（6.18 上实测），因为 SYN 被挡回后过两个时钟滴答就重发；其他客户端要等 1 秒。
lab-nat-time-wait-cured = 服务器改用长连接，两台机器复用连接
