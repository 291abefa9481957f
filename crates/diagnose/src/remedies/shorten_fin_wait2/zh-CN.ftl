shorten-fin-wait2-summary = 没有进程持有的 FIN_WAIT2 等 { $to } 就释放
shorten-fin-wait2-why = 现在有 { $rows } 个，都在等还没关闭的对端；已经在等的按原来的时间算
shorten-fin-wait2-risk = 对端如果更慢，没发完就会收到 RST，数据会丢；TIME_WAIT 仍是 60 秒
shorten-fin-wait2-withheld-time-wait = tcp_fin_timeout 只管 FIN_WAIT2，管不了 TIME_WAIT：那总是 60 秒
shorten-fin-wait2-withheld-unread = tcp_fin_timeout 没读到，或输入里看不出哪些没有进程持有
shorten-fin-wait2-withheld-short = 已经不超过 15 秒；再短，线路慢的对端会收到 RST
shorten-fin-wait2-withheld-held = 这些连接还被程序持有，内核在等程序关闭：定时器管不着
shorten-fin-wait2-risk-short = 更慢的对端没发完就会收到 RST，数据会丢
