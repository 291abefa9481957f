refuse-list-tw-recycle = tcp_tw_recycle 在 Linux 4.12 已删除；以前它会悄悄丢弃 NAT 后面客户端的连接。应该让客户端复用连接；端口不够时 lastack fix 会说 tcp_tw_reuse 在这里有没有用
refuse-list-fewer-buckets = 调小 tcp_max_tw_buckets 只是把 TIME_WAIT 藏起来：超出上限的连接断开后没有 TIME_WAIT，端口马上再分配，处在 FIN_WAIT2 的对端会收到 RST
refuse-list-negative = tcp_max_tw_buckets 设成负数等于彻底关掉 TIME_WAIT：每个新连接都可能碰上旧连接的报文
refuse-list-timestamps = tcp_timestamps=0 会让 tcp_tw_reuse 和防旧报文的保护都失去依据
refuse-list-rfc1337 = tcp_rfc1337=1 会留住本可被 RST 清掉的 TIME_WAIT，用同一端口回来的客户端只能等
refuse-list-max-user-port = MaxUserPort 从 Vista 和 Server 2008 起就被忽略：范围要用 netsh int ipv4 set dynamicport tcp 设置
refuse-list-reuseaddr = 在 Windows 上 SO_REUSEADDR 会让别的程序抢占正在用的端口，连接归谁没有定义
