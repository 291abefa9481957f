snat-clash-verdict = 地址转换（NAT）丢弃新连接 { $per_s }：两条连接抢到了同一个端口（conntrack insert_failed）
snat-clash-verdict-once = 计数开始以来，地址转换（NAT）丢弃了 { $failed } 条新连接（conntrack insert_failed）

snat-clash-summary = conntrack 登记失败 { $per_s }（insert_failed）：这些连接的第一个包被丢弃
snat-clash-summary-once = conntrack 登记失败 { $failed } 次（insert_failed）：这些连接的第一个包被丢弃

snat-clash-why-healthy = 本机套接字没有问题：占用最多的去向也只用了 { $percent } 的端口。NAT 另有一份端口，按出口地址和去向计，进入 TIME_WAIT 后还要占 { $kept }。连接会卡 1 秒或 3 秒；UDP 也计在内
snat-clash-why = NAT 另有一份端口，按出口地址和去向计，进入 TIME_WAIT 后还要占 { $kept }。连接要等第二个 SYN，会卡 1 秒或 3 秒；UDP 也计在内

snat-clash-default = { $kept }（默认值）

snat-clash-todo-look = 看有哪些转换规则
    .command = nft list ruleset | grep -E "masquerade|snat"
snat-clash-todo-random = 让它随机选端口：nft 用 masquerade fully-random，iptables 用 --random-fully
snat-clash-todo-more = 给它更多余地：放宽转换规则里的端口范围、增加出口地址，或复用连接
snat-clash-todo-dns = 如果是域名解析卡 5 秒，那是 DNS：同一个套接字同时发两个查询。在节点上加缓存，或在 resolv.conf 里加 single-request-reopen

snat-clash-dont-range = ip_local_port_range：那份端口还很空，NAT 不用它
snat-clash-dont-settings = nf_conntrack_tcp_timeout_time_wait 调到远低于 60：对端还在 TIME_WAIT，这边的记录已经没了

snat-clash-quiet = conntrack insert_failed 停在 { $failed }，没有增加

snat-clash-because-often = insert_failed { $per_s } 次/秒 >= { $often }
snat-clash-because-some = insert_failed { $per_s } 次/秒 > 0
snat-clash-because-once = insert_failed { $value } > 0
