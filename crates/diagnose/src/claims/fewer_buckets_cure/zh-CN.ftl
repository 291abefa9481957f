fewer-buckets-cure-claim = 设 tcp_max_tw_buckets = 5000，TIME_WAIT 就不会太多。
fewer-buckets-cure-truth = 数字是降了，问题只是被藏起来。上限 5000，每秒关闭 83 个就到顶；超出的连接没有 TIME_WAIT，端口马上再分配，还在 FIN_WAIT2 的对端会收到 RST。内核文档明确说不能调低。
fewer-buckets-cure-source = inet_twsk_alloc（net/ipv4/inet_timewait_sock.c）；Documentation/networking/ip-sysctl.rst；在 6.18 上实测
