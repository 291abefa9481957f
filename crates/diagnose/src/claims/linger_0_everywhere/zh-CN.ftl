linger-0-everywhere-claim = 全部用 SO_LINGER 0 关闭，就没有 TIME_WAIT 了。
linger-0-everywhere-truth = 没有是因为直接发了 RST：路上的数据丢失，对端读到 ECONNRESET，有的服务会记成错误甚至封禁来源。探测可以用，正式业务不行。
linger-0-everywhere-source = tcp_close（net/ipv4/tcp.c）；在 6.18 上实测
