reconnect-storm-verdict = TIME_WAIT { $time_wait } 个、ESTABLISHED { $open } 个：一条连接平均只活约 { $life }；TIME_WAIT 只是短连接留下的，不是故障原因
reconnect-storm-verdict-reset = 活动连接正在被 RST 掐断：{ $resets }，占结束总数的 { $percent }；一条平均只活 { $life }
reconnect-storm-verdict-reset-some = 没有告警：以 RST 结束的连接有 { $resets }，占结束总数的 { $percent }；健康检查和浏览器也会这样断开

reconnect-storm-summary = TIME_WAIT { $time_wait } 个、ESTABLISHED { $open } 个：结束速率约 { $ends }，一条平均只活 { $life }
reconnect-storm-summary-reset = 被 RST 掐断的连接 { $resets }，占 { $percent }；打开着 { $open } 个，一条平均只活 { $life }

reconnect-storm-why = 没开 keep-alive 的网站就是这样；如果本该是长连接（聊天、推送、连接池），就是客户端在不断掉线重连。{ $who }{ $looked }
reconnect-storm-why-here = 是本机程序掐断的：{ $unread }没读完就关，{ $lingering }用了 SO_LINGER 0{ $looked }
reconnect-storm-why-peers = RST 来自对端或中间设备，本机几乎没有发出{ $looked }
reconnect-storm-why-unclear = 从计数看不出是谁发的 RST{ $looked }

reconnect-storm-who-listener = { $place }由本机先断开
reconnect-storm-who-route = 去往 { $target } 的由本机先断开
reconnect-storm-who-unknown = 计数里看不出谁先断开

reconnect-storm-looked = ；查过且够用：{ $enough }
reconnect-storm-looked-both = ；查过且够用：{ $enough }；这里看不到：{ $unseen }
reconnect-storm-unseen = ；这里看不到：{ $unseen }
reconnect-storm-looked-nothing = {""}
reconnect-storm-and = { $list }、{ $next }
reconnect-storm-ports = 本地端口
reconnect-storm-buckets = TIME_WAIT 名额
reconnect-storm-queues = 队列
reconnect-storm-descriptors = 文件句柄
reconnect-storm-conntrack = conntrack

reconnect-storm-todo-between = 对照程序、负载均衡、NAT 的空闲超时和心跳间隔：最短的那个会掐断连接
reconnect-storm-todo-program = 让程序读到结尾再关，不要用 SO_LINGER 0
reconnect-storm-todo-counters = 看 10 秒内有多少活动连接被 RST、谁发的：OutRsts 是本机发出的
    .command = sh -c 'nstat -n; sleep 10; nstat -z TcpEstabResets TcpOutRsts TcpPassiveOpens TcpExtTCPAbortOnClose TcpExtTCPAbortOnData TcpExtTCPAbortOnTimeout'
reconnect-storm-todo-counters-windows = 看有多少活动连接被 RST：隔 10 秒运行两次，比较其中重置的次数
    .command = netstat -s -p tcp
reconnect-storm-todo-look = 在那台机器上运行 lastack，或把明细贴过来：能看出谁先断开、占了哪些端口
    .command = ss -tanpo

reconnect-storm-dont-settings = tcp_tw_reuse、tcp_fin_timeout、调小 tcp_max_tw_buckets：只会改变数量，改变不了断开的原因
reconnect-storm-dont-restart = 重启程序：所有客户端会同时重连

reconnect-storm-quiet = 活动连接被 RST：{ $resets }

reconnect-storm-because-resets = EstabResets { $resets } 次/秒，占结束总数的 { $percent }% >= { $limit }%
reconnect-storm-because = TIME_WAIT { $time_wait } >= { $times } * ESTABLISHED { $open }
