syn-backlog-holds-more-claim = tcp_max_syn_backlog=8192 可以加大 SYN 队列长度，容纳更多等待连接的半连接。
syn-backlog-holds-more-truth = tcp_syncookies=1（默认）时没有作用：实测设为 16、128、8192，半连接都是 257 个；关掉 cookie 才分别是 13、97、257。真正的上限是监听程序自己的 backlog：min(listen(), somaxconn)。
syn-backlog-holds-more-source = tcp_conn_request（net/ipv4/tcp_input.c）；在 6.18 上实测
