# 各种输出格式的标签。左栏标签自带缩进。

report-unknown = 未知

report-verdict-critical = 严重
report-verdict-warning = 告警
report-verdict-ok = 正常
report-verdict-unknown = 待查
report-severity-critical = 严重
report-severity-warning = 告警
report-severity-info = 提示
report-severity-ok = 正常

report-mark-do = {"  "}该做
report-mark-dont = {"  "}别做
report-mark-because = {"  "}依据
report-mark-not = 排除
report-mark-unread = 未读到
report-mark-note = 注意
report-mark-partly = 不全
report-mark-ports = 端口
report-mark-next = 下一步

report-header-separator = {"  "}
report-next-separator = {" ｜ "}
report-part-separator = ，

report-host = { $name }
report-host-unnamed = 本机
report-capture = { $name } 的采集文件
report-capture-unnamed = 采集文件（未记录主机名）
report-input = 粘贴文本 { $input }
report-inputs = 粘贴文本 { $input } 及另外 { $more } 个
report-system-unknown = 系统不明
report-system = { $system }
report-system-kernel = { $system } { $kernel }
report-taken = { $time }
report-watched = 观察 { $window }，只读，没有改动任何配置
report-looked-once = 只看了一次，只读，没有改动任何配置
report-read-paste = 按文本分析，没有改动任何配置

report-netns-own = 当前网络命名空间
report-netns-named = 网络命名空间 { $name }
report-netns-process = { $comm }（pid { $pid }）所在的网络命名空间
report-netns-container = 容器 { $container }（{ $comm }，pid { $pid }）
report-netns-paste = { $input }
report-netns-stdin = 标准输入
report-netns-short = { $name }
report-netns-short-own = 当前
report-in-netns = { $netns }：
report-since = ；这种情况至少已有 { $since }

report-hidden = 另有 { $count } 条没有显示：lastack -v
report-warning = { $input }：{ $why }
report-warning-line = { $input } 第 { $line } 行：{ $why }
report-gaps-more = 另有 { $count } 处没读全，加 -v 查看
report-gaps-unkept = 同类的还有 { $count } 处。

report-busiest = 占用最多的去向 { $destination }：{ $blocking }/{ $usable }（{ $percent }），{ $trend }
report-range-assumed = （端口范围按默认值）
report-trend-full = 已经耗尽
report-trend-slow = connect() 已经变慢
report-trend-slow-ends = connect() 已经变慢，{ $span }后耗尽
report-trend-ends = { $span }后耗尽
report-trend-slows = { $span }后变慢，按目前速率不会耗尽
report-trend-steady = 按目前速率会稳定在 { $steady } 个，不会耗尽
report-trend-unknown = 走势不明
report-next-verbose = lastack{ $file } -v
report-hint-chinese = 中文输出请加 --lang zh

report-table-others = 其他网络命名空间
report-table-netns = { $netns }
report-head-state = 状态
report-head-all = 全部
report-head-v4 = IPv4
report-head-v6 = IPv6
report-head-loopback = 本机回环
report-state-mini = {"  "}其中已无进程持有
report-state-total = 合计
report-states-no-addresses = 输入里没有地址，看不出 IPv4、IPv6、本机回环各有多少。
report-ages = TIME_WAIT 已存在时间：
report-ages-group = { $from }～{ $to } 秒 { $count } 个
report-ages-unknown = 没有读到（ss -tano、netstat -nato 里才有）
report-ages-overdue = 到期未回收 { $count } 个
report-ages-lower-bound = 以上是下限：端口被复用或达到上限时 TIME_WAIT 会提前消失，实际断开的可能更多
report-sides = TIME_WAIT 按谁发起连接：
report-side-inbound = 对端连进来 { $count } 个
report-side-outbound = 本机连出去 { $count } 个
report-side-unknown = 不明 { $count } 个
report-closes = 本端断开速率 { $rate }（{ $low }～{ $high }，按{ $method }估算）
report-method-ages = 存在时间
report-method-counters = 计数器
report-method-trace = 跟踪结果

report-head-route = 去向
report-head-from = 本端地址
report-head-netns = 网络命名空间
report-head-range = 端口范围
report-head-usable = 可用
report-head-taken = 已占
report-head-reusable = 可复用
report-head-blocking = 不可复用
report-head-percent = 占比
report-head-slow = 变慢
report-head-exhausted = 耗尽
report-when-now = 已发生
report-when-never = 不会
report-ports-range = 本地端口 { $from }～{ $to }，每个去向可用 { $usable } 个：
report-ports-none = 没有看到向外的连接，没有任何去向占用本地端口。
report-ports-no-addresses = 输入里只有数量、没有地址，各去向占了哪些本地端口无从得知。
report-ports-rest = 另有 { $keys } 个去向，共 { $rows } 个连接。
report-ports-unknown = { $rows } 个连接方向不明：输入里没有监听端口列表，这些不计入任何去向。
report-ports-inexact = “每个去向可用”是上限：被 bind 占用的端口可能没有扣除，或者端口范围取的是默认值。

report-head-listener = 监听端口
report-head-queue = 全连接队列
report-head-peers = 对端
report-head-closes = 断开速率
report-head-owner = 持有者
report-head-limit = 限额
report-head-process = 进程
report-head-descriptors = 文件句柄
report-head-tcp = TCP 套接字
report-head-ghosts = 已不在任何表中
report-head-container = 容器
report-limit-buckets = TIME_WAIT 和没有进程的 FIN_WAIT2（tcp_max_tw_buckets）
report-limit-orphans = 没有进程的连接，整机（tcp_max_orphans）
report-limit-descriptors = 打开的文件，整机（fs.file-max）
report-limit-conntrack = 连接跟踪条目（nf_conntrack_max）
report-head-used = 已用
report-head-of = 上限
report-owner-inferred = （推断）
report-owners-more = 另有 { $count } 个

report-explain-what = {""}
report-explain-see = 怎么看：
report-explain-matters = 什么时候要管：
report-explain-harmless = 什么时候不用管：
report-explain-claim = 常见说法：
report-explain-truth = 实际上：
report-explain-source = 出处：{ $source }
report-explain-nothing = 没有关于“{ $words }”的说明。
report-explain-nearest = 相近的词：{ $nearest }

report-markdown-because = 依据
report-markdown-do = 该做
report-markdown-dont = 别做
report-markdown-unread = 没读到或没读全的
report-markdown-states = 各状态数量
report-markdown-ports = 各去向占用的本地端口
report-markdown-groups = 监听、去向、进程、限额
report-markdown-ruled-out = 看过并排除的
report-markdown-made-by = lastack { $version }

report-port-place = { $netns }：{ $verdict }
report-port-elsewhere = { $verdict }别处也在用：{ $netns }{ $more ->
    [0] 。
   *[other] ，另有 { $more } 个网络命名空间。
 }
report-port-free = 端口 { $port } 空闲，可以 bind()。
report-port-free-privileged = 端口 { $port } 没有被占用，但低于 ip_unprivileged_port_start，bind() 需要 CAP_NET_BIND_SERVICE。
report-port-listener = 端口 { $port } 正在监听：它关闭之前 bind() 会报 EADDRINUSE。
report-port-bound = 端口 { $port } 被一个既不监听也没连接的套接字 bind 着：它关闭之前 bind() 会报 EADDRINUSE。
report-port-connections = 端口 { $port } 上有活动连接：除非两边的套接字都设了 SO_REUSEADDR，否则 bind() 会报 EADDRINUSE。
report-port-time-wait = 端口 { $port } 上只剩 TIME_WAIT：除非两边的套接字都设了 SO_REUSEADDR，否则 { $seconds }内 bind() 会报 EADDRINUSE。
report-port-time-wait-unknown = 端口 { $port } 上只剩 TIME_WAIT：除非两边的套接字都设了 SO_REUSEADDR，否则最多 60 秒内 bind() 会报 EADDRINUSE。
report-port-privileged = 低于 ip_unprivileged_port_start：bind() 需要 CAP_NET_BIND_SERVICE。
report-port-reserved = 已列入 ip_local_reserved_ports：connect() 不会占用它。
report-port-ephemeral = 在 ip_local_port_range 之内：服务启动前可能被任意 connect() 占走，请列入 ip_local_reserved_ports。
report-port-bound-only = 有 { $count } 个套接字只 bind 了它，没有别的动作。
report-port-frees = 其上最后一个 TIME_WAIT { $seconds }后消失。
report-port-holders = 持有者：
report-port-listens = 监听 { $at }
report-port-held = { $comm }（pid { $pid }）{ $count } 个套接字
report-head-local = 本端是此端口
report-head-remote = 对端是此端口

report-if-holds = 撑得住：{ $rate }，分到 { $destinations } 个去向、{ $sources } 个源地址，稳定后每个去向占 { $blocking }/{ $usable } 个端口
report-if-near = 在边缘：{ $rate }，稳定后每个去向占 { $blocking }/{ $usable } 个端口，接近一半；过了一半，每次 connect() 约需 { $cost }
report-if-slows = { $slow }后变慢：占用超过 { $usable } 个端口的一半后，每次 connect() 约需 { $cost }；稳定在每个去向 { $blocking } 个，不会失败
report-if-may-fail = { $slow }后变慢，可能失败：{ $rate }，稳定后每个去向占 { $blocking }/{ $usable } 个端口，几乎占满
report-if-fails = { $full }后开始失败，{ $slow }后就变慢：{ $rate } 时每个去向要 { $blocking } 个端口，而只有 { $usable } 个
report-if-limit = 界限
report-if-ports = 每个去向的端口
report-if-up-to = 总连接速率上限
report-if-slow = connect() 变慢
report-if-wall = connect() 失败
report-if-condition = 假设
report-if-value = 取值
report-if-from = 来自
report-if-asked = 你给的
report-if-host = 本机
report-if-default = 默认
report-if-closes-first = 假设：由本机先断开，各去向用得一样多。若由对端先断开，本机不会有 TIME_WAIT
report-if-timestamps = 重用要求两端都开启时间戳；Windows 对端常常没开
report-if-loopback = tcp_tw_reuse=2 只对回环有效，这里按不重用计算
report-if-parity = 端口范围两端奇偶相同：内核希望一奇一偶
report-if-buckets = 所有去向合计会有 { $rows } 个 TIME_WAIT，超过 tcp_max_tw_buckets={ $limit }：超出的连接关闭时不再经过 TIME_WAIT

report-ceiling-none = 没有看到监听端口
report-ceiling-at = { $at }
report-ceiling-owned = { $at }（{ $comm }）
report-ceiling-in = { $netns }，{ $place }
report-ceiling-room = { $place }：现有 { $connections } 个连接，还能再接 { $room } 个；最先用完的是{ $what }
report-ceiling-reached = { $place }：现有 { $connections } 个连接，已无余量：{ $what }用完了
report-ceiling-unknown = { $place }：现有 { $connections } 个连接；什么最先用完，未知
report-ceiling-more = 还有 { $count } 个监听端口，用 --top 可多列
report-ceiling-time-wait = 监听端口的 TIME_WAIT 不占端口也不占文件句柄，不算在以上数字里
report-ceiling-limit = 上限
report-ceiling-left = 余量
report-ceiling-process = 进程的文件句柄
report-ceiling-host = 整机的文件句柄
report-ceiling-conntrack = conntrack 条目
report-ceiling-memory = TCP 内存页
report-ceiling-peer = 最忙对端的端口
report-ceiling-queue = 全连接队列（瞬时）

report-plot-states = 各状态的连接数
report-plot-ages = TIME_WAIT 按存在时间：最近每一秒关闭的连接数
report-plot-ages-lower = TIME_WAIT 按存在时间：最近每一秒至少关闭了这么多连接
report-plot-routes = 各去向的本地端口：不可重用（深色）和已占用（浅色）占可用端口的比例；过了虚线 connect() 会变慢
