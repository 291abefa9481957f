demo-syn-verdict = 不是 TIME_WAIT 的问题，要查的是 { $port } 端口上 { $half } 个半连接（SYN_RECV）
demo-syn-summary = { $port } 端口（{ $process }）半连接队列已用 { $half }/{ $limit }，来自 { $peers } 个地址
demo-syn-why = 其中 { $silent } 个一直不回应我们的 SYN+ACK：多半是 SYN 攻击、扫描或回包丢失，暂无丢弃
demo-syn-todo-look = 看看是哪些地址
    .command = lastack sockets 'state syn-recv sport = :{ $port }' --group-by peer
demo-syn-dont-backlog = 调大 tcp_max_syn_backlog：tcp_syncookies=1 时内核根本不看它

demo-tw-verdict = TIME_WAIT { $rows } 个，不用管
demo-tw-summary = TIME_WAIT { $rows } 个，不用管：{ $port } 端口占 { $here } 个，{ $process } 先断开，{ $rate }
demo-tw-why = 内存不到 { $memory }，不占文件句柄和本地端口；{ $peers } 个客户端，最多的才 { $most }
demo-tw-todo-reuse = 让客户端复用连接（keepalive_timeout）：现在一条平均只活 { $life }
demo-tw-dont-settings = tcp_tw_reuse、tcp_fin_timeout：对这里无效；tcp_tw_recycle：4.12 起已删除；调小 tcp_max_tw_buckets：还没关完的对端会收到 RST

demo-fin-verdict = FIN_WAIT1 { $rows } 个
demo-fin-summary = FIN_WAIT1 { $rows } 个：对端没了响应，每个约 { $after }后由内核自动回收
demo-fin-why = 内核把 FIN 重发几次后放弃

demo-route-verdict = 到 { $target } 的端口快用完了
demo-route-summary = 到 { $target } 的本地端口已用 { $blocking }/{ $usable }
demo-route-why = { $comm } 从 { $source } 占着；日志里写着 { $line }
demo-route-todo-who = 看是哪个程序在连
    .command = ss -tnp dst { $target } # { $comm }

demo-gap = 912 个进程里有 3 个看不到：用 root 运行才知道它们占着哪些套接字
demo-missing = { $line } 里没有对端地址
demo-ruled-out = 全连接队列是空的：最满的 { $listener } 才 3/511

demo-topic-title = TIME_WAIT
demo-topic-what = 先断开的一方把这对地址和端口再保留一分钟，好让迟到的报文有人接，也能补发最后那个 ACK。
demo-topic-see = 各状态的数量。
    .command = lastack states
demo-topic-matters = 某一个去向占掉了一半以上的本地端口。
demo-topic-harmless = 它在服务端：不占端口，不占文件句柄，一条 256 字节。

demo-route-todo-joined = 看有多少来自那里
    .command = ss -tn '( sport = :80 )' | grep -c "10.0.0.1"; free -m
demo-route-todo-peer = 到对端看
    .command = ss -ltn sport = :443
demo-route-todo-here = 到对端看
    .command = ss -ltn sport = :443

demo-because = { $half }/{ $limit } >= 50%
demo-route-because = 占住 { $blocking } >= 可用 { $usable } 的 50%，去往 { $target }
demo-topic-source = RFC 9293 第 3.6 节
demo-missing-short = 代价一行：{ $line }
