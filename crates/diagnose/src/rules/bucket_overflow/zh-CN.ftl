bucket-overflow-verdict-limit = tcp_max_tw_buckets（{ $limit }）已满：连接跳过 TIME_WAIT 直接关闭，还没关完的对端会收到 RST
bucket-overflow-verdict-rising = tcp_max_tw_buckets（{ $limit }）放不下：连接跳过 TIME_WAIT 直接关闭，还没关完的对端会收到 RST
bucket-overflow-verdict-beyond = tcp_max_tw_buckets={ $limit } 在那台机器上没有生效：TIME_WAIT 现有 { $used } 个
bucket-overflow-verdict-unknown = tcp_max_tw_buckets 已满：连接跳过 TIME_WAIT 直接关闭，还没关完的对端会收到 RST
bucket-overflow-verdict-skipped = tcp_max_tw_buckets={ $limit }：所有连接都没有 TIME_WAIT，还没关完的对端会收到 RST
bucket-overflow-verdict-memory = 内核申请不到 TIME_WAIT 的内存：连接直接关闭，还没关完的对端会收到 RST
bucket-overflow-verdict-near = tcp_max_tw_buckets 快满了：{ $used }/{ $limit }，满了以后还没关完的对端会收到 RST
bucket-overflow-verdict-settled = TIME_WAIT 名额（tcp_max_tw_buckets）已用 { $used }/{ $limit }，按目前速率够用
bucket-overflow-verdict-past = 计数开始以来有 { $refused } 次断开没有进入 TIME_WAIT，目前没有新增
bucket-overflow-verdict-past-paste = 计数开始以来有 { $refused } 次断开没有进入 TIME_WAIT；现在还在不在涨，看不出来

bucket-overflow-summary-rising = 断开后没有 TIME_WAIT 的有 { $refused_per_s }：名额已用 { $used }/{ $limit }（tcp_max_tw_buckets）
bucket-overflow-summary-rising-uncounted = 断开后没有 TIME_WAIT 的有 { $refused_per_s }：名额共 { $limit }（tcp_max_tw_buckets）
bucket-overflow-summary-rising-unknown = 断开后没有 TIME_WAIT 的有 { $refused_per_s }：tcp_max_tw_buckets 已满
bucket-overflow-summary-skipped = tcp_max_tw_buckets={ $limit }：每次断开都跳过 TIME_WAIT
bucket-overflow-summary-memory = 断开后没有 TIME_WAIT 的有 { $refused_per_s }，而名额才用了 { $used }/{ $limit }
bucket-overflow-summary-full = TIME_WAIT 名额 { $limit }（tcp_max_tw_buckets）已用完：现有 { $used } 个
bucket-overflow-summary-beyond = TIME_WAIT 现有 { $used } 个，超过 tcp_max_tw_buckets={ $limit }：这个设置没有生效
bucket-overflow-summary-near = TIME_WAIT 名额（tcp_max_tw_buckets）已用 { $used }/{ $limit }
bucket-overflow-summary-past = 计数开始以来有 { $refused } 次断开没有进入 TIME_WAIT，目前没有新增
bucket-overflow-summary-past-paste = 计数开始以来有 { $refused } 次断开没有进入 TIME_WAIT

bucket-overflow-why-lost = 没有 TIME_WAIT，端口不用等 60 秒就会被复用，最后的 ACK 也没人补发：还在发送或关闭的对端会收到 RST（ECONNRESET）。没有日志，只有 TCPTimeWaitOverflow 计数增加
bucket-overflow-why-skipped = 没有 TIME_WAIT，端口不用等 60 秒就会被复用，最后的 ACK 也没人补发：还在发送或关闭的对端会收到 RST（ECONNRESET）。这种值内核照收，不报错
bucket-overflow-why-memory = 离上限还远，是申请内存失败：当时内存紧张。两种情况记在同一个计数上
bucket-overflow-why-beyond = 表里的 TIME_WAIT 不会超过上限，除非上限是最近一分钟内才调小的。一旦生效，只能承受 { $serves }，超出的断开没有 TIME_WAIT，还没关完的对端会收到 RST
bucket-overflow-why-near = 这个上限能承受 { $serves }，现在断开速率{ $closes }。满了也没有日志，只有 TCPTimeWaitOverflow 计数增加
bucket-overflow-why-settled = 这个上限能承受 { $serves }，现在断开速率{ $closes }
bucket-overflow-why-past = 曾经断开太快超过上限，或当时内存紧张；计数看不出是哪一种，也看不出是什么时候
bucket-overflow-why-past-paste = 只有一次读数，看不出计数还在不在涨，也看不出是上限还是内存的原因

bucket-overflow-lowered = 本机内核默认值是 { $default }
bucket-overflow-cost = 每个只占 256～512 字节

bucket-overflow-todo-raise = 调大上限；{ $of_default }
    .command = sysctl -w net.ipv4.tcp_max_tw_buckets={ $wanted }
bucket-overflow-todo-reuse = 减少数量：复用连接（连接池、keep-alive），或让对端先断开
bucket-overflow-todo-see = 在那台机器上查看上限
    .command = sysctl net.ipv4.tcp_max_tw_buckets
bucket-overflow-todo-watch = 看计数还涨不涨
    .command = nstat -az TcpExtTCPTimeWaitOverflow
bucket-overflow-todo-memory = 查有没有内存申请失败、内存被谁占用
    .command = dmesg | grep -i "allocation failure"; free -m

bucket-overflow-dont-lower = 调小 tcp_max_tw_buckets：数字变小，只是因为更多连接没有了保护
bucket-overflow-dont-settings = tcp_fin_timeout、tcp_tw_recycle：都不影响 TIME_WAIT，后者 4.12 起已删除

bucket-overflow-quiet = TIME_WAIT 名额（tcp_max_tw_buckets）已用 { $used }/{ $limit }

bucket-overflow-because-skipped = tcp_max_tw_buckets { $limit } <= 0
bucket-overflow-because-rising = TCPTimeWaitOverflow { $per_s } 次/秒 > 0
bucket-overflow-because-memory = TCPTimeWaitOverflow { $per_s } 次/秒 > 0，名额已用 { $used } < { $limit } 的 { $percent }%
bucket-overflow-because-full = 名额已用 { $used } >= tcp_max_tw_buckets { $limit }
bucket-overflow-because-near = 名额已用 { $used } >= tcp_max_tw_buckets { $limit } 的 { $percent }%
bucket-overflow-because-past = TCPTimeWaitOverflow { $refused } > 0
