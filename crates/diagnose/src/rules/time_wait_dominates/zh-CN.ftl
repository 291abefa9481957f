time-wait-dominates-verdict-inbound = TIME_WAIT { $time_wait } 个，不用管：{ $place }上 { $most } 个是本机先断开的，不占端口
time-wait-dominates-verdict-outbound = TIME_WAIT { $time_wait } 个，不用管：去往 { $target } 的有 { $most } 个，这个去向的本地端口只用了 { $percent }
time-wait-dominates-verdict-spread = TIME_WAIT { $time_wait } 个，不用管：去向分散，最多的 { $target } 也只有 { $most } 个，本地端口用了不到 { $percent }
time-wait-dominates-verdict-reused = TIME_WAIT { $time_wait } 个，不用管：到 { $target } 的端口已占 { $taken }/{ $usable }，旧的会被内核直接复用
time-wait-dominates-verdict-no-range = TIME_WAIT { $time_wait } 个，{ $most } 个去往 { $target }：本地端口没用完就没有问题，但输入里看不出端口余量
time-wait-dominates-verdict-counts = TIME_WAIT { $time_wait } 个、ESTABLISHED { $established } 个：说明连接很短，本身不是故障；只有计数，看不出更多
time-wait-dominates-verdict-counts-alone = TIME_WAIT { $time_wait } 个：说明连接很短，本身不是故障；只有计数，看不出更多
time-wait-dominates-verdict-counts-summary = TIME_WAIT { $time_wait } 个本身不是故障；但 ss -s 把 CLOSE_WAIT 也算进 estab，这 { $established } 个里有没有泄漏看不出来
time-wait-dominates-verdict-counts-range = TIME_WAIT { $time_wait } 个，正好和端口范围一样多（{ $ports } 个）：如果都是同一个去向，再往那里 connect() 就会失败；只有计数，看不出来
time-wait-dominates-verdict-counts-default-range = TIME_WAIT { $time_wait } 个，正好和默认端口范围一样多（{ $ports } 个）：如果都是同一个去向，再往那里 connect() 就会失败；只有计数，看不出来
time-wait-dominates-verdict-windows = Windows 上有 { $time_wait } 个 TIME_WAIT：动态端口默认只有 16384 个，用完就报 10055
time-wait-dominates-verdict-windows-route = Windows 上有 { $time_wait } 个 TIME_WAIT，大多去往 { $target }：动态端口默认只有 16384 个，用完就报 10055

time-wait-dominates-summary-inbound = TIME_WAIT { $time_wait } 个，不用管：{ $place }上的 { $most } 个由本机先断开，断开速率{ $group_closes }
time-wait-dominates-summary-outbound = TIME_WAIT { $time_wait } 个，不用管：去往 { $target } 的有 { $most } 个，这个去向的本地端口用了 { $percent }，断开速率{ $group_closes }
time-wait-dominates-summary-spread = TIME_WAIT { $time_wait } 个，不用管：去向分散，最多的 { $target } 也只有 { $most } 个，本地端口用了不到 { $percent }
time-wait-dominates-summary-reused = TIME_WAIT { $time_wait } 个，不用管：到 { $target } 的端口已占 { $taken }/{ $usable }，断开速率{ $group_closes }
time-wait-dominates-summary-no-range = TIME_WAIT { $time_wait } 个：去往 { $target } 的 { $most } 个，断开速率{ $group_closes }
time-wait-dominates-summary-counts = TIME_WAIT { $time_wait } 个、ESTABLISHED { $established } 个：连接很短，本身不是故障
time-wait-dominates-summary-counts-alone = TIME_WAIT { $time_wait } 个：连接很短，本身不是故障
time-wait-dominates-summary-counts-summary = TIME_WAIT { $time_wait } 个、ESTABLISHED 与 CLOSE_WAIT 合计 { $established } 个：连接很短，本身不是故障
time-wait-dominates-summary-windows = TIME_WAIT { $time_wait } 个；Windows 动态端口默认只有 16384 个
time-wait-dominates-summary-windows-route = TIME_WAIT { $time_wait } 个，其中 { $most } 个去往 { $target }；Windows 动态端口默认只有 16384 个

time-wait-dominates-why-inbound = 内存约 { $memory }，不占文件句柄和本地端口
time-wait-dominates-why-inbound-peers = 内存约 { $memory }，不占文件句柄和本地端口；{ $peers ->
    [1] 都来自同一个客户端
   *[other] { $peers } 个客户端，最多的有 { $busiest } 个
 }
time-wait-dominates-why-inbound-windows = 共用监听端口，不占动态端口；Windows 每个保留 2～4 分钟，重启服务不会释放
time-wait-dominates-why-outbound = 内存约 { $memory }，不占文件句柄；{ $end }
time-wait-dominates-why-reused = 内存约 { $memory }，不占文件句柄；旧的会被内核直接复用（tcp_tw_reuse），端口不会白占
time-wait-dominates-why-no-range = 内存约 { $memory }，不占文件句柄；输入里没有端口范围，看不出离耗尽还有多远
time-wait-dominates-why-counts = 计数里看不出谁先断开、占了哪些端口、从何时开始。TIME_WAIT 不占文件句柄；内存约 { $memory }（256～512 字节/个），断开速率{ $closes }
time-wait-dominates-why-windows = 大多由本机发起时才会报 WSAENOBUFS（10055）；Windows 每个保留 2～4 分钟，重启服务不会释放

time-wait-dominates-todo-clients = 可选（想减少时）：让客户端复用连接（keep-alive），或让客户端先断开
time-wait-dominates-todo-clients-life = 可选（想减少时）：让客户端复用连接（keep-alive），现在一条平均只存活 { $life }
time-wait-dominates-todo-reuse = 想减少的话：复用连接（连接池、keep-alive），或让对端先断开
time-wait-dominates-todo-reuse-life = 可选（想减少时）：复用连往 { $target } 的连接（连接池、keep-alive），现在一条平均只存活 { $life }
time-wait-dominates-todo-look = 在那台机器上运行 lastack，或把明细贴过来
    .command = ss -tanpo
time-wait-dominates-todo-windows-pool = 查看动态端口有多少
    .command = netsh int ipv4 show dynamicport tcp

time-wait-dominates-dont-settings = tcp_fin_timeout：不影响 TIME_WAIT；tcp_tw_recycle：4.12 起已删除；调小 tcp_max_tw_buckets：还没关完的对端会收到 RST
time-wait-dominates-dont-settings-inbound = tcp_tw_reuse、tcp_fin_timeout：对这里无效；tcp_tw_recycle：4.12 起已删除；调小 tcp_max_tw_buckets：还没关完的对端会收到 RST
time-wait-dominates-dont-restart = 重启程序：TIME_WAIT 归内核管，重启只会更多
time-wait-dominates-dont-windows = MaxUserPort：Vista 起已被忽略；TcpTimedWaitDelay：要重启系统，在 Server 2016 及以后是否有效未经证实

time-wait-dominates-quiet = TIME_WAIT { $time_wait } 个

time-wait-dominates-verdict-windows-range = Windows 上有 { $time_wait } 个 TIME_WAIT，相当于 { $ports } 个动态端口的 { $percent }；用完就报 10055
time-wait-dominates-summary-windows-range = TIME_WAIT { $time_wait } 个；这台 Windows 有 { $ports } 个动态端口
time-wait-dominates-verdict-bsd = 有 { $time_wait } 个 TIME_WAIT：macOS 的本地端口默认只有 16384 个，用完 connect() 就失败
time-wait-dominates-verdict-bsd-route = 有 { $time_wait } 个 TIME_WAIT，去往 { $target } 的 { $most } 个：macOS 的本地端口默认只有 16384 个，用完 connect() 就失败
time-wait-dominates-verdict-bsd-range = 有 { $time_wait } 个 TIME_WAIT，去往 { $target } 的 { $most } 个，占那台主机 { $ports } 个本地端口的 { $percent }；用完 connect() 就失败
time-wait-dominates-summary-bsd-range = TIME_WAIT { $time_wait } 个，去往 { $target } 的 { $most } 个，占 { $ports } 个本地端口的 { $percent }
time-wait-dominates-summary-bsd = TIME_WAIT { $time_wait } 个；macOS 的本地端口默认只有 16384 个
time-wait-dominates-summary-bsd-route = TIME_WAIT { $time_wait } 个，去往 { $target } 的 { $most } 个；macOS 的本地端口默认只有 16384 个
time-wait-dominates-why-bsd = 只有本机发起的连接才占本地端口；每个保留 net.inet.tcp.msl 的两倍时间，端口有多少从输入里看不出
time-wait-dominates-why-bsd-lifetime = 只有本机发起的连接才占本地端口；每个在那里保留 { $lifetime }（net.inet.tcp.msl 的两倍）
time-wait-dominates-why-inbound-bsd = 共用监听端口，不另占本地端口
time-wait-dominates-verdict-sides = TIME_WAIT { $time_wait } 个，其中 { $unknown } 个看不出由哪一边发起，所以端口够不够用不清楚
time-wait-dominates-summary-sides = TIME_WAIT { $time_wait } 个，其中 { $unknown } 个看不出由哪一边发起
time-wait-dominates-why-sides = 没看到它们的监听端口：要么已经关了，要么输入里没有。内存约 { $memory }，不占文件句柄

time-wait-dominates-todo-bsd-range = 查看本地端口范围
    .command = sysctl net.inet.ip.portrange.first net.inet.ip.portrange.last

time-wait-dominates-because = TIME_WAIT { $rows } >= { $many }
time-wait-dominates-because-rest = TIME_WAIT { $rows } > { $times } * 其余 { $rest }
