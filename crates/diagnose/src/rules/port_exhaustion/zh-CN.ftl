port-exhaustion-verdict-failing = 到 { $target } 的本地端口已用 { $blocking }/{ $usable }：connect() 正在失败（EADDRNOTAVAIL）
port-exhaustion-verdict-failing-unproven = 到 { $target } 的本地端口已占 { $blocking }/{ $usable }；connect() 是否失败，取决于对端是否开启时间戳
port-exhaustion-verdict-slow-unproven = 到 { $target } 的本地端口已占 { $blocking }/{ $usable }；connect() 是否变慢，取决于对端是否开启时间戳
port-exhaustion-verdict-failing-unseen = 到 { $target } 的本地端口已占 { $taken }/{ $usable }，没有看到复用：先 bind() 再 connect() 的程序会失败（EADDRINUSE），connect() 也可能失败
port-exhaustion-verdict-slow-unseen = 到 { $target } 的本地端口已占 { $taken }/{ $usable }，没有看到复用：多半有程序先 bind() 再 connect()
port-exhaustion-verdict-unproven-fast = 到 { $target } 的本地端口已占 { $blocking }/{ $usable }；会不会用完，取决于对端是否开启时间戳
port-exhaustion-verdict-near-fast = 到 { $target } 的本地端口已用 { $blocking }/{ $usable }，{ $end }
port-exhaustion-verdict-slow-fast = 到 { $target } 的本地端口已用 { $blocking }/{ $usable }，{ $end }
port-exhaustion-verdict-ending-fast = 到 { $target } 的本地端口快用完了：{ $end }
port-exhaustion-verdict-ending-brief = 若像最近 { $watched }这样持续下去，到 { $target } 的本地端口会用完：{ $end }（推断）
port-exhaustion-verdict-odd = 到 { $target } 的本地端口已用 { $blocking }/{ $usable }：connect() 开始失败（EADDRNOTAVAIL）
port-exhaustion-verdict-near = 到 { $target } 的本地端口已用 { $blocking }/{ $usable }：connect() 已变慢，{ $end }
port-exhaustion-verdict-slow = 到 { $target } 的本地端口已用 { $blocking }/{ $usable }：connect() 已变慢，{ $end }
port-exhaustion-verdict-ending = 到 { $target } 的本地端口快用完了：{ $slow }，{ $end }
port-exhaustion-verdict-slowing = 到 { $target } 的本地端口已用 { $blocking }/{ $usable }：{ $slow }
port-exhaustion-verdict-reused = 到 { $target } 的本地端口已占 { $taken }/{ $usable }，旧的会被内核直接复用，不用管
port-exhaustion-verdict-draining = 到 { $target } 的本地端口还占着 { $blocking }/{ $usable }，全是 TIME_WAIT：{ $idle }没有新增，不再新增的话最迟 { $drained }后全部释放

port-exhaustion-verdict-narrow = 看不出本地端口够不够用：去往 { $target } 的 { $rows } 条连接占满了端口 { $low }～{ $high }，而输入里没有那台主机的端口范围。请补上：sysctl net.ipv4.ip_local_port_range
port-exhaustion-verdict-narrow-pool = 看不出本地端口够不够用：{ $destinations } 个去向的连接占满了端口 { $low }～{ $high }，而输入里没有那台主机的端口范围。请补上：sysctl net.ipv4.ip_local_port_range
port-exhaustion-summary-narrow = 去往 { $target } 的 { $rows } 条连接占满了本地端口 { $low }～{ $high }（{ $ports } 个）
port-exhaustion-summary-narrow-pool = 本地端口 { $low }～{ $high } 的 { $ports } 个里已占 { $rows } 个，{ $destinations } 个去向几乎没有共用端口
port-exhaustion-why-narrow = 范围宽的话，用掉一半之前 connect() 只隔一个取一个端口：所以范围可能到此为止（推断），那样 connect() 会失败（EADDRNOTAVAIL，Cannot assign requested address）；如果是默认的 32768～60999，端口够用
port-exhaustion-why-narrow-elsewhere = 范围宽的话，用掉一半之前 connect() 只隔一个取一个端口：所以范围可能到此为止（推断），那样 connect() 会失败（EADDRNOTAVAIL，Cannot assign requested address）；很多端口不在默认的 32768～60999 之内，所以不是默认范围
port-exhaustion-why-narrow-pool = 所以范围可能到此为止，并且有程序先 bind() 再 connect()（推断）：那样所有去向共用这些端口，bind() 会失败（EADDRINUSE）；如果是默认的 32768～60999，端口够用
port-exhaustion-todo-range = 在那台主机上执行，把输出加进文本再看一次
    .command = sysctl net.ipv4.ip_local_port_range net.ipv4.tcp_tw_reuse net.ipv4.tcp_timestamps

port-exhaustion-verdict-refused = { $window }内 connect() 连 { $target } 有 { $refused } 次拿不到本地端口（EADDRNOTAVAIL），由内核跟踪直接看到：{ $program }
port-exhaustion-summary-refused = { $program } 连 { $target }，{ $window }内 { $refused } 次拿不到本地端口
port-exhaustion-why-refused = 在内核里直接看到 EADDRNOTAVAIL（Cannot assign requested address）；端口已占 { $blocking }/{ $usable }；去往那里的 TIME_WAIT 有 { $time_wait } 个，各自 { $frees }后释放端口
port-exhaustion-why-refused-rows = 在内核里直接看到 EADDRNOTAVAIL（Cannot assign requested address）；当前范围的端口已占 { $blocking }/{ $usable }；连同占着其他端口的，这个去向共 { $rows } 条，其中 TIME_WAIT { $time_wait } 个，各自 { $frees }后释放端口
port-exhaustion-summary-failing = 到 { $target } 的本地端口已耗尽：{ $blocking }/{ $usable }
port-exhaustion-summary-near = 到 { $target } 的本地端口已用 { $blocking }/{ $usable }（{ $percent }）
port-exhaustion-summary-slow = 到 { $target } 的本地端口已用 { $blocking }/{ $usable }（{ $percent }）
port-exhaustion-summary-ending = 到 { $target } 的本地端口已用 { $blocking }/{ $usable }（{ $percent }），断开速率{ $closes }
port-exhaustion-summary-slowing = 到 { $target } 的本地端口已用 { $blocking }/{ $usable }（{ $percent }），断开速率{ $closes }
port-exhaustion-summary-held = 到 { $target } 的本地端口已用 { $blocking }/{ $usable }（{ $percent }）：其中 { $program } 一直开着 { $open } 条连接
port-exhaustion-summary-reused = 到 { $target } 的本地端口已占 { $taken }/{ $usable }，真正占住 { $blocking } 个
port-exhaustion-summary-draining = 到 { $target } 的本地端口还占着 { $blocking }/{ $usable }（{ $percent }），正在释放

port-exhaustion-why-failing = 从 { $source } 发起的 connect() 会报 EADDRNOTAVAIL（Cannot assign requested address）；去往那里的 TIME_WAIT 有 { $time_wait } 个，各自 { $frees }后释放端口
port-exhaustion-why-failing-rows = 从 { $source } 发起的 connect() 会报 EADDRNOTAVAIL（Cannot assign requested address）；这个去向共 { $rows } 条，其中 { $taken } 条占着当前范围内的端口；全部条目里 TIME_WAIT 有 { $time_wait } 个，各自 { $frees }后释放端口
port-exhaustion-why-failing-reused = 从 { $source } 发起的 connect() 会报 EADDRNOTAVAIL（Cannot assign requested address）；去往那里的 TIME_WAIT 有 { $time_wait } 个，tcp_tw_reuse 在 { $frees }后才放出端口：{ $usable } 个端口最多支撑 { $serves }
port-exhaustion-why-unseen = tcp_tw_reuse 覆盖这个去向，但从条目看并没有在复用：connect() 能复用时会空出一半端口。多半有程序先 bind() 再 connect()：bind() 不复用 TIME_WAIT，被 bind() 占过的端口 connect() 也不会复用（推断）
port-exhaustion-search = {""}。用过一半以后，每次 connect() 找端口约要 { $cost }，而不是 10 微秒
port-exhaustion-search-none = {""}
port-exhaustion-us = { $number } 微秒
port-exhaustion-ms = { $number } 毫秒
port-exhaustion-why-held = 占住端口的是活动连接，不是 TIME_WAIT：要么连接泄漏，要么连接池过大；不关闭就不会释放，{ $end }
port-exhaustion-why-odd = 只剩一个端口时 connect() 就可能失败：范围内的端口数是奇数时，查找会漏掉一个（EADDRNOTAVAIL，Cannot assign requested address）
port-exhaustion-why-near = 还剩 { $free } 个，{ $end }{ $search }
port-exhaustion-why-slow = 用过一半以后，每次 connect() 找端口约要 { $cost }，而不是 10 微秒；{ $end }
port-exhaustion-why-slow-fast = 范围小，找一次端口只要 { $cost }，connect() 不会变慢；{ $end }
port-exhaustion-why-ending = 源地址 { $source }：{ $slow }，{ $end }
port-exhaustion-why-ending-fast = 源地址 { $source }：{ $end }
port-exhaustion-why-ending-brief = 源地址 { $source }：持续下去的话{ $end }；只看了 { $watched }，突发会自己过去，请再看一次
port-exhaustion-why-slowing = 源地址 { $source }：{ $slow }（每次找端口约要 { $cost }，而不是 10 微秒）；{ $end }
port-exhaustion-why-reused = 超过 { $delay }的 TIME_WAIT 会被下一次 connect() 直接复用：tcp_tw_reuse 覆盖这个去向，两端都开了时间戳
port-exhaustion-why-draining = 这个去向没有打开的连接，{ $idle }没有新的 TIME_WAIT；不再新增的话，最迟 { $drained }后全部释放，在此之前至少有 { $free } 个可用{ $search }
port-exhaustion-why-unproven = 如果 { $target } 也开了时间戳，超过 { $delay }的会被 tcp_tw_reuse 复用，但从这里无法证实；否则已占的端口都不能用
port-exhaustion-why-failing-unproven = 如果 { $target } 也开了时间戳，超过 { $delay }的会被 tcp_tw_reuse 复用，但从这里无法证实；否则 connect() 会报 EADDRNOTAVAIL
port-exhaustion-why-assumed = 输入里没有端口范围，以上按内核默认的 32768～60999 计算；{ $end }
port-exhaustion-why-direction = 输入看不出连接由哪一端发起；若由本机发起，{ $end }

port-exhaustion-todo-reuse = 让 { $program } 复用连往 { $target } 的连接（连接池、keep-alive）
port-exhaustion-todo-reuse-life = 让 { $program } 复用连往 { $target } 的连接（连接池、keep-alive）：现在一条平均只存活 { $life }
port-exhaustion-todo-close = 让 { $program } 关闭不用的连接（出错分支里也要关），并限制连接池大小
port-exhaustion-todo-holder = 看是哪个程序占着，每条多久没有收发（lastsnd、lastrcv，毫秒）
    .command = ss -tnpi 'dst { $target }'
port-exhaustion-todo-no-port = 让 { $program } 去掉 bind()，或在 bind() 前设置 IP_BIND_ADDRESS_NO_PORT（Linux 4.2 起）：之后 connect() 会复用满 { $delay }的 TIME_WAIT
port-exhaustion-todo-who = 看是谁在连、谁拿不到端口、是不是先 bind()：连接失败后表里看不到，只能跟踪（需 root，跟踪 5 秒）
    .command = lastack --blame 5s
port-exhaustion-todo-watch = 看是哪个程序在连；连接一闪而过，要连续抓
    .command = watch -n 0.2 'ss -tnp dst { $target }'
port-exhaustion-todo-peer-closes = 让 { $target } 先断开：TIME_WAIT 就留在对端，不占本机端口
port-exhaustion-todo-tuples = 增加目的地址、目的端口或源地址：每多一个组合，就多一套本地端口（程序先 bind() 的除外）
port-exhaustion-todo-tw-reuse = 临时止血：打开 tcp_tw_reuse，TIME_WAIT 满 { $delay }的端口即可再用（两端都是本机，且开了时间戳）；回滚：改回 { $before }
    .command = sysctl -w net.ipv4.tcp_tw_reuse=1
port-exhaustion-todo-tw-reuse-loopback = 临时止血：把 tcp_tw_reuse 设为内核默认值 2，TIME_WAIT 满 { $delay }的端口即可再用（它覆盖回环地址，两端都开了时间戳）；回滚：改回 { $before }
    .command = sysctl -w net.ipv4.tcp_tw_reuse=2
port-exhaustion-todo-tw-reuse-peer = 临时止血：打开 tcp_tw_reuse，TIME_WAIT 满 { $delay }的端口即可再用（从现有连接看，{ $target } 开着时间戳）；回滚：改回 { $before }
    .command = sysctl -w net.ipv4.tcp_tw_reuse=1
port-exhaustion-todo-widen = 端口范围偏小，只有 { $usable } 个：先把范围内的服务端口写进 ip_local_reserved_ports，再调大范围；回滚：改回 { $low } { $high }
    .command = sysctl -w net.ipv4.ip_local_port_range="{ $to_low } { $to_high }"

port-exhaustion-dont-tw-reuse-unproven = 不查就设 tcp_tw_reuse=1：要 { $target } 也开了时间戳才有用（ss -tni 有 ts 就是开了）
port-exhaustion-dont-tw-reuse-timestamps = tcp_tw_reuse：tcp_timestamps=0 时不起作用
port-exhaustion-dont-tw-reuse-peer = tcp_tw_reuse：对这里无效，从现有连接看，{ $target } 没有时间戳
port-exhaustion-dont-tw-reuse-on = tcp_tw_reuse：已经开了
port-exhaustion-dont-tw-reuse-bound = 报 EADDRINUSE（程序先 bind() 再 connect()）时靠 tcp_tw_reuse：bind() 不复用 TIME_WAIT，设了没用
port-exhaustion-dont-open = tcp_tw_reuse、tcp_fin_timeout、tcp_max_tw_buckets：对活动连接无效
port-exhaustion-dont-keepalive = TCP keepalive：只清理对端已经没了的连接
port-exhaustion-dont-settings = tcp_fin_timeout：不影响 TIME_WAIT；tcp_tw_recycle：4.12 起已删除；调小 tcp_max_tw_buckets：还没关完的对端会收到 RST

port-exhaustion-quiet = 占用最多的去向 { $target }：{ $blocking }/{ $usable }（{ $percent }），{ $end }

port-exhaustion-because-refused = connect() 拿不到端口 { $refused } 次 >= 1
port-exhaustion-because-odd = 占住 { $blocking } >= 可用 { $usable } - 1，范围内的端口数是奇数
port-exhaustion-because-failing = 占住 { $blocking } >= 可用 { $usable }
port-exhaustion-because-share = 占住 { $blocking } >= 可用 { $usable } 的 { $percent }%
port-exhaustion-because-ending = 预计占用 >= 可用 { $usable }{ $span }
port-exhaustion-because-slowing = 预计占用 >= 可用 { $usable } 的 { $percent }%{ $span }
port-exhaustion-because-reused = 已占 { $taken } >= 可用 { $usable } 的 { $percent }% > 占住 { $blocking }
port-exhaustion-because-draining = 占住 { $blocking } >= 可用 { $usable } 的 { $percent }%，最新的 TIME_WAIT 已有 { $idle } 秒 >= { $limit } 秒，没有打开的连接
port-exhaustion-because-narrow = 连接 { $rows } >= 最低到最高端口之间 { $ports } 个的 { $percent }%，未读到端口范围
port-exhaustion-because-within = ，{ $low }～{ $high } 秒后（断开 { $per_s } 个/秒）
port-exhaustion-because-rate = （断开 { $per_s } 个/秒）
port-exhaustion-because-any = {""}
