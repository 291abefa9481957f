reuse-ineffective-verdict = tcp_tw_reuse={ $mode } 不起作用：到 { $target } 的 { $rows } 个 TIME_WAIT 端口一个也没有复用
reuse-ineffective-verdict-fin-wait2 = tcp_tw_reuse={ $mode } 不起作用：到 { $target } 的 { $rows } 个端口处于 FIN_WAIT2，不是 TIME_WAIT
reuse-ineffective-verdict-served = tcp_tw_reuse=1 在这里没有作用：{ $rows } 个 TIME_WAIT 都是对端发起的连接，不用管

reuse-ineffective-summary = tcp_tw_reuse={ $mode }，但到 { $target } 的 { $rows } 个 TIME_WAIT 端口没有一个能复用{ $more ->
    [0] {""}
   *[other] ；另有 { $more } 个去向也一样
 }
reuse-ineffective-summary-fin-wait2 = tcp_tw_reuse={ $mode }，但到 { $target } 的端口有 { $rows }/{ $usable } 停在 FIN_WAIT2
reuse-ineffective-summary-served = tcp_tw_reuse=1，但 { $rows } 个 TIME_WAIT 都在监听端口上

reuse-ineffective-why-timestamps = net.ipv4.tcp_timestamps=0：没有时间戳，内核不会复用任何 TIME_WAIT
reuse-ineffective-why-peer = { $target } 没有时间戳：{ $asked } 条现有连接都没有，而复用要求两端都有。Windows 默认是关的
reuse-ineffective-why-own = 2 只管回环，即 127.0.0.0/8 和 ::1：{ $destination } 虽是本机地址、流量也走 lo，却不算在内
reuse-ineffective-why-fin-wait2 = 对端还没有关闭它那一侧，这些不是 TIME_WAIT，永远不会复用；各自等 tcp_fin_timeout 到期
reuse-ineffective-why-served = 它只在 connect() 时起作用，也就是只管本机发起的连接；监听端口上的 TIME_WAIT 不占本地端口

reuse-ineffective-todo-timestamps = 打开时间戳：对新连接生效，对端也要打开
    .command = sysctl -w net.ipv4.tcp_timestamps=1
reuse-ineffective-todo-reuse = 让 { $program } 复用连往 { $target } 的连接（连接池、keep-alive），不用改任何参数
reuse-ineffective-todo-peer = 在 { $destination } 上打开时间戳：Linux 设 net.ipv4.tcp_timestamps=1，Windows 用 netsh int tcp set global timestamps=enabled
reuse-ineffective-todo-loopback = 服务也监听 127.0.0.1 的话，改连 127.0.0.1，不要连 { $destination }：2 就能管到
reuse-ineffective-todo-all = 或者改成管所有去向，两端都有时间戳就有效
    .command = sysctl -w net.ipv4.tcp_tw_reuse=1
reuse-ineffective-todo-fin-wait2 = 查 { $target } 为什么不关闭（那边是 CLOSE_WAIT）：这里在等它的 FIN
reuse-ineffective-todo-served = 可选：改回系统原来的值，4.19 起默认为 2
    .command = sysctl -w net.ipv4.tcp_tw_reuse=2

reuse-ineffective-quiet = tcp_tw_reuse 管得到 { $target }，两端都有时间戳

reuse-ineffective-because-timestamps = tcp_tw_reuse { $mode } 而 tcp_timestamps 0，{ $rows } 条 >= 可用 { $usable } 的 { $percent }%
reuse-ineffective-because-peer = tcp_tw_reuse { $mode } 而现有连接都没有时间戳，{ $rows } 条 >= 可用 { $usable } 的 { $percent }%
reuse-ineffective-because-own = tcp_tw_reuse { $mode } 而本机地址不在 127.0.0.0/8 内，{ $rows } 条 >= 可用 { $usable } 的 { $percent }%
reuse-ineffective-because-fin-wait2 = tcp_tw_reuse { $mode } 而 FIN_WAIT2 已没有进程，{ $rows } 条 >= 可用 { $usable } 的 { $percent }%
reuse-ineffective-because-served = tcp_tw_reuse 1，TIME_WAIT 对端发起 { $inbound }、本机发起 0
