conntrack-shortens-time-wait-claim = 设 nf_conntrack_tcp_timeout_time_wait = 30 能减少 TIME_WAIT。
conntrack-shortens-time-wait-truth = 那是防火墙的连接表，关闭的连接记 120 秒。套接字的 TIME_WAIT 是另一张表，照样 60 秒。只有防火墙报连接表满时，调它才有用。
conntrack-shortens-time-wait-source = net/netfilter/nf_conntrack_proto_tcp.c；在 6.18 上实测
