one-peer-many-closes-verdict = { $place }的 TIME_WAIT 有 { $time_wait } 个来自 { $peer }：这个地址后面只有一台机器就不用管，是 NAT 出口则新连接会变慢
one-peer-many-closes-verdict-refused = { $peer } 到 { $place }的新连接被挡回，最多要等 1 秒：同一地址后面的几台机器互相撞上了 TIME_WAIT

one-peer-many-closes-summary = { $peer } 到 { $place }的源端口已占 { $rows }，默认共 { $peer_ports } 个（{ $peer_percent }）
one-peer-many-closes-summary-wider = { $place }上有 { $rows } 个源端口来自 { $peer }，已超过默认范围的 { $peer_ports } 个

one-peer-many-closes-why = 由本机先断开，断开速率{ $closes }。同一台机器的 SYN 会直接顶替旧的 TIME_WAIT；NAT 后另一台机器的 SYN 会被挡回，最多 1 秒后重试。两端都没有日志
one-peer-many-closes-why-windows = 由本机先断开，断开速率{ $closes }，它用过的端口要在这里保留 2～4 分钟；端口范围按 Linux 默认值估计
one-peer-many-closes-why-refused = 撞上同一地址后面另一台机器的 TIME_WAIT 的 SYN 有 { $refused }（PAWSTimewait），只得到一个 ACK：Linux 5.10 起两个时钟滴答内重试（实测约 10 毫秒），其他系统 1 秒后才重试。两端都没有日志

one-peer-many-closes-todo-keep-alive = 让 { $peer } 复用连接（upstream keepalive），或由它先断开
one-peer-many-closes-todo-tuples = 给 { $peer } 增加源地址，或多监听几个端口、地址

one-peer-many-closes-dont-restart = 重启服务：TIME_WAIT 归系统管，重启只会更多
one-peer-many-closes-dont-settings = tcp_tw_reuse、tcp_fin_timeout：对监听端无效；tcp_tw_recycle：会让 NAT 后的客户端连不上，4.12 起已删除；调小 tcp_max_tw_buckets：还没关完的对端会收到 RST

one-peer-many-closes-because = 同一对端 { $rows } 条 >= { $ports } 个端口的 { $percent }%
one-peer-many-closes-because-refused = 同一对端 { $rows } 条 >= { $ports } 个端口的 { $percent }%，PAWSTimewait { $per_s } 次/秒 > 0
