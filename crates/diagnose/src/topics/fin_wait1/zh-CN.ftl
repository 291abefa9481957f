fin-wait1-title = FIN_WAIT1：FIN 已发出，对端还没有确认
fin-wait1-what = 本端先断开，对端连确认都没有。close() 之后它就是孤儿套接字：内核会重发 FIN 和没发完的数据，约 2 分钟后回收（tcp_orphan_retries 为 0 表示重试 8 次）。
fin-wait1-see = 列出连接和重传定时器：
    .command = ss -tano state fin-wait-1
fin-wait1-matters = 孤儿套接字数接近 tcp_max_orphans 时要查，超过后内核会直接 RST；如果同一网段的对端全都没了响应，要查的是链路，不是本机。
fin-wait1-harmless = 面向手机和家庭用户的服务器上有几百个很正常：对端悄悄离线了，每个都会由内核自动回收。
fin-wait1-source = RFC 9293；Documentation/networking/ip-sysctl.rst 的 tcp_orphan_retries、tcp_max_orphans
