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

report-range-sign = ～
report-header-separator = {"  "}
report-next-separator = {" ｜ "}
report-part-separator = ，
report-names-separator = 、
report-colon = ：

report-host = { $name }
report-host-unnamed = 本机
report-capture = { $name } 的采集文件
report-capture-commands = { $name } 的采集文件，命令请在该主机上执行
report-capture-unnamed = 采集文件（未记录主机名）
report-input = 粘贴文本：{ $input }
report-inputs = 粘贴文本：{ $input } 及另外 { $more } 个
report-system-unknown = 系统不明
report-system = { $system }
report-system-kernel = { $system } { $kernel }
report-taken = { $time }
report-watched = 观察 { $window }，只读，没有改动任何配置
report-looked-once = 只看了一次，只读，没有改动任何配置
report-read-paste = 按粘贴的文本分析，没有改动任何配置

report-netns-own = 当前网络命名空间
report-netns-named = 网络命名空间 { $name }
report-netns-process = { $comm }（pid { $pid }）所在的网络命名空间
report-netns-container = 容器 { $container }（{ $comm }，pid { $pid }）
report-netns-paste = { $input }
report-netns-stdin = 标准输入
report-netns-short = { $name }
report-netns-short-own = 当前
report-in-netns = { $netns }：
report-since = ；这种情况已持续至少 { $since }

report-hidden = 另有 { $count } 条没有显示：lastack -v
report-warning = { $input }：{ $why }
report-warning-line = { $input } 第 { $line } 行：{ $why }
report-gaps-more = 另有 { $count } 处没读全，加 -v 查看
report-gaps-only = 有 { $count } 处没读全，加 -v 查看
report-gaps-unkept = 同类的还有 { $count } 处。

report-busiest = 占用最多的去向 { $destination }：{ $blocking }/{ $usable }（{ $percent }），{ $trend }
report-range-assumed = （端口范围按默认值）
report-trend-full = 已经耗尽
report-trend-slow = connect() 已经变慢
report-trend-slow-ends = connect() 已经变慢，{ $span }后耗尽
report-trend-ends = { $span }后耗尽
report-trend-slows = { $span }后变慢，按目前速率不会耗尽
report-trend-slows-at-least = { $span }后变慢
report-trend-steady = 按目前速率会稳定在 { $steady } 个，不会耗尽
report-trend-steady-paste = 按目前速率会稳定在 { $steady } 个（前提是贴全了）
report-trend-once = 只有一次读数，看不出走势
report-trend-unknown = 走势不明
report-todo-left = （另有 { $count } 条，加 -v 查看）
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
report-ages-windows = 不知道（这个系统的工具不显示定时器）
report-ages-unknown = 没有读到（ss -tano、netstat -nato 里才有）
report-ages-overdue = 到期未回收 { $count } 个
report-ages-lower-bound = 这只是下限：端口被复用或达到上限时 TIME_WAIT 会提前消失，实际断开的可能更多
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
report-ports-dynamic = 动态端口 { $from }～{ $to }，共 { $count } 个。Windows 上不同去向能否共用同一个端口未经证实，所以不按去向算占用比例：
report-ports-dynamic-unread = 没读到动态端口范围：请补上 netsh int ipv4 show dynamicport tcp 的输出。
report-ports-none = 没有看到向外的连接，没有任何去向占用本地端口。
report-ports-held = { $netns }：范围内 { $all } 个端口有 { $held } 个被 bind() 占着，不管连往哪里，connect() 都拿不到
report-ports-no-addresses = 输入里只有数量、没有地址，各去向占了哪些本地端口无从得知。
report-ports-unseen = 没有读到连接，哪些端口被占用无从得知。
report-ports-rest = 另有 { $keys } 个去向，共 { $rows } 个连接。
report-ports-unknown = { $rows } 个连接方向不明：输入里没有监听端口列表，这些不计入任何去向。
report-ports-whole = “不会”的前提是连接贴全了：文本可能被截断。
report-ports-unknown-listeners = { $rows } 个连接方向不明：输入里的监听端口对不上它们，不计入任何去向。
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
report-head-command = 命令行
report-limit-buckets = TIME_WAIT 表（tcp_max_tw_buckets）
report-limit-orphans = 没有进程的连接，整机（tcp_max_orphans）
report-limit-descriptors = 打开的文件，整机（fs.file-max）
report-limit-conntrack = 连接跟踪条目（nf_conntrack_max）
report-head-source = 来源
report-head-read = 读取
report-source-read = 已读
report-head-used = 已用
report-head-of = 上限
report-owner-inferred = （推断）
report-owner-had-once = [推断有 { $rows } 个 TIME_WAIT 是它的：观察的 { $watched } 里有一次看到连接打开着]
report-owner-had = [推断有 { $rows } 个 TIME_WAIT 是它的：观察 { $watched }，看到连接打开着 { $longest }]
report-owner-had-between = [推断有 { $rows } 个 TIME_WAIT 是它的：观察 { $watched }，看到连接打开着 { $shortest }～{ $longest }]
report-owners-more = 另有 { $count } 个

report-explain-what = {""}
report-explain-see = 怎么看：
report-explain-matters = 什么时候要管：
report-explain-harmless = 什么时候不用管：
report-explain-claim = 常见说法：
report-explain-truth = 实际上：
report-explain-source = 出处：{ $source }
report-explain-nothing = 没有关于“{ $words }”的说明。
report-explain-nearest = 可以试试：{ $nearest }

report-markdown-because = 依据：{ $rule }（{ $because }）
report-markdown-do = 该做
report-markdown-dont = 别做
report-markdown-unread = 没读到或没读全的
report-markdown-states = 各状态数量
report-markdown-ports = 各去向占用的本地端口
report-markdown-closers = 谁先断开
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
report-port-listener = 端口 { $port } 有程序在监听：监听关闭之前，bind() 同一地址或 0.0.0.0 会报 EADDRINUSE。
report-port-bound = 端口 { $port } 被一个既不监听也没连接的套接字绑定着：它关闭之前 bind() 同一地址或 0.0.0.0 会报 EADDRINUSE。
report-port-connections = 端口 { $port } 上有活动连接：除非原有的和新的套接字都设了 SO_REUSEADDR，否则 bind() 同一地址或 0.0.0.0 会报 EADDRINUSE。
report-port-time-wait = 端口 { $port } 上只剩 TIME_WAIT：除非原有的和新的套接字都设了 SO_REUSEADDR，否则 { $seconds }内 bind() 同一地址或 0.0.0.0 会报 EADDRINUSE。
report-port-time-wait-unknown = 端口 { $port } 上只剩 TIME_WAIT：除非原有的和新的套接字都设了 SO_REUSEADDR，否则最多 60 秒内 bind() 同一地址或 0.0.0.0 会报 EADDRINUSE。
report-port-fin-wait2 = 端口 { $port } 上只剩无进程的 FIN_WAIT2 或 TIME_WAIT：除非原有的和新的套接字都设了 SO_REUSEADDR，否则最多 { $seconds }内 bind() 同一地址或 0.0.0.0 会报 EADDRINUSE。
report-port-fin-wait2-unknown = 端口 { $port } 上只剩无进程的 FIN_WAIT2 或 TIME_WAIT：除非原有的和新的套接字都设了 SO_REUSEADDR，否则全部消失之前 bind() 同一地址或 0.0.0.0 会报 EADDRINUSE。
report-port-time-wait-windows = 端口 { $port } 上只剩 TIME_WAIT：设了 SO_EXCLUSIVEADDRUSE 的程序要等它们消失才能绑定（默认 2 到 4 分钟，TcpTimedWaitDelay 可以更短）。Windows 上千万别设 SO_REUSEADDR：别的程序会因此抢走这个端口。
report-port-privileged = 低于 ip_unprivileged_port_start：bind() 需要 CAP_NET_BIND_SERVICE。
report-port-reserved = 已列入 ip_local_reserved_ports：connect() 不会占用它。
report-port-ephemeral = 在 ip_local_port_range 之内：服务没在监听的时候，可能被任意 connect() 占走，请列入 ip_local_reserved_ports。
report-port-bound-only = 有 { $count } 个套接字只 bind 了它，没有别的动作。
report-port-frees = 其上最后一个 TIME_WAIT { $seconds }后消失。
report-port-frees-at-most = 其上最后一个无进程的 FIN_WAIT2 或 TIME_WAIT 最多 { $seconds }后消失。
report-port-holders = 谁在用：
report-port-listens = 监听 { $at }
report-port-held = { $comm }（pid { $pid }）{ $count } 个套接字
report-head-local = 本端是此端口
report-head-remote = 对端是此端口

report-if-holds = 撑得住：{ $rate }，分到 { $destinations } 个去向、{ $sources } 个源地址，稳定后每个去向占 { $blocking }/{ $usable } 个端口
report-if-near = 在边缘：{ $rate }，稳定后每个去向占 { $blocking }/{ $usable } 个端口，接近一半；过了一半，每次 connect() 约需 { $cost }
report-if-slows = { $slow }后变慢：占用超过 { $usable } 个端口的一半后，每次 connect() 约需 { $cost }；稳定在每个去向 { $blocking } 个，不会失败
report-if-may-fail = { $slow }后变慢，可能失败：{ $rate }，稳定后每个去向占 { $blocking }/{ $usable } 个端口，几乎占满
report-if-may-fail-fast = 可能失败：{ $rate }，稳定后每个去向占 { $blocking }/{ $usable } 个端口，几乎占满
report-if-fails-fast = { $full }后开始失败：{ $rate }时每个去向要 { $blocking } 个端口，只有 { $usable } 个
report-if-fails = { $slow }后变慢，{ $full }后开始失败：{ $rate }时每个去向要 { $blocking } 个端口，只有 { $usable } 个
report-timer-retransmit = 重传
report-timer-keepalive = 保活
report-timer-time-wait = TIME_WAIT
report-timer-probe = 零窗口探测
report-ms = 毫秒
report-us = 微秒
report-if-cost = { $ms } 毫秒
report-if-limit = 界限
report-if-ports = 每个去向的端口
report-if-up-to = 总连接速率上限
report-if-slow = connect() 变慢
report-if-wall = connect() 失败
report-if-condition = 假设
report-if-value = 取值
report-if-from = 来自
report-if-life = 连接存活 life
report-if-delay = 复用前等待 delay
report-if-reuse = tcp_tw_reuse
report-if-reserved = 预留 reserved
report-if-range = 端口范围 range
report-if-sources = 源地址数 sources
report-if-destinations = 去向数 destinations
report-if-rate = 新建速率 rate
report-if-asked = 命令行
report-if-host = 本机
report-if-default = 默认
report-if-closes-first = 假设：由本机先断开，各去向用得一样多。若由对端先断开，本机不会有 TIME_WAIT
report-if-timestamps = 复用要求两端都开启时间戳；Windows 对端常常没开
report-if-loopback = tcp_tw_reuse=2 只对回环有效，这里按不复用计算
report-if-parity = 端口范围两端奇偶相同：能用，最好一奇一偶
report-if-buckets = 所有去向合计会有 { $rows } 个 TIME_WAIT，超过 tcp_max_tw_buckets={ $limit }：超出的连接关闭时不再经过 TIME_WAIT

report-ceiling-none = 没有看到监听端口
report-ceiling-at = { $at }
report-ceiling-owned = { $at }（{ $comm }）
report-ceiling-in = { $netns }，{ $place }
report-ceiling-room = { $place }：现有 { $connections } 个连接，还能再接 { $room } 个；最先用完的是{ $what }
report-ceiling-reached = { $place }：现有 { $connections } 个连接，已无余量：{ $what }用完了
report-ceiling-unknown = { $place }：现有 { $connections } 个连接；看不出哪一项会最先用完
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
report-plot-routes = 各去向的本地端口：不可复用（深色）和已占用（浅色）占可用端口的比例；过了虚线 connect() 会变慢

report-head-recv-queue = 接收队列
report-head-send-queue = 发送队列
report-head-local-end = 本端
report-head-peer-end = 对端
report-head-age = 已存在
report-head-left = 定时器
report-head-device = 网卡
report-head-local-address = 本端地址
report-head-peer-address = 对端地址
report-head-local-port = 本端端口
report-head-peer-port = 对端端口
report-head-sockets = 套接字
report-head-states = 各状态
report-sockets-found = 符合条件的套接字 { $count } 个：
report-sockets-about = 符合条件的套接字约 { $count } 个（列出期间会有增减）：
report-sockets-more = 符合条件的套接字超过 { $count } 个，总数见最后一行。
report-sockets-in-all = 共 { $count } 个：
report-sockets-state = { $state } { $count } 个
report-sockets-none = 没有符合条件的套接字。
report-sockets-empty = 没有任何 TCP 套接字。
report-sockets-shown = 共 { $count } 个，这里列出 { $shown } 个。
report-sockets-rest = 没有列出的还有 { $count } 个：
report-sockets-missed = 分组太多，没有全部保留：某一组的实际数目可能比这里多 { $missed } 个。
report-sockets-holder-unnamed = pid { $pid }
report-sockets-holder = { $comm }（{ $pid }）
report-sockets-nobody = 无（由内核管理）
report-sockets-unknown = 不明
report-sockets-route = { $to }，本端 { $from }
report-head-file = 文件
report-head-line = 行
report-head-setting = 设置
report-head-grade = 结论
report-grade-harmful = 有害
report-grade-wrong-value = 值不合法
report-grade-does-not-exist = 内核没有这个键
report-grade-cancelled = 被抵消
report-grade-switched-off = 没生效（注释）
report-grade-depends = 看情况
report-grade-does-nothing = 对这里无效
report-grade-not-about = 与此无关
report-grade-already-so = 已是此值
report-grade-helps = 有帮助
report-lint-summary = { $all } 行里管用的 { $kept } 行；{ $rest }
report-lint-summary-all = { $all ->
    [0] 没有 lastack 能评的设置
   *[other] { $all } 行都管用
 }
report-lint-and = { $before }，{ $next }
report-lint-harmful = { $count } 行有害
report-lint-wrong-value = { $count } 行值不合法
report-lint-does-not-exist = { $count } 行这个内核或命名空间没有
report-lint-cancelled = { $count } 行被别的行抵消
report-lint-switched-off = { $count } 行是注释，没生效
report-lint-depends = { $count } 行看情况（缺数据）
report-lint-does-nothing = { $count } 行对这里无效
report-lint-not-about = { $count } 行与此无关
report-lint-kept = { $count } 行有效
report-lint-kernel = Linux { $kernel }
report-lint-kernel-unknown = 未知内核
report-lint-windows = Windows { $version }
report-lint-windows-unknown = 未知版本的 Windows
report-lint-nowhere = 按{ $kernel } 评定；要按某台主机评定，请用 --facts FILE
report-lint-here = 按本机现状（{ $kernel }）评定，没有改动任何配置
report-lint-netns = 按{ $namespace } 的现状（{ $kernel }）评定，没有改动任何配置
report-lint-facts = 按 { $input } 的内容（{ $kernel }）评定
report-lint-place = 第 { $line } 行
report-lint-place-file = { $input } 第 { $line } 行
report-lint-why = { $place }：{ $why }
report-lint-see = 另见：lastack explain { $see }
report-lint-reasons = 原因：
report-lint-others = 另有 { $count } 行设置与此无关，未列出；-v 全部列出
report-diff-worse = 变差：{ $what }
report-diff-worse-more = 变差：{ $what }；另有 { $more } 项
report-diff-better = 好转，{ $what }
report-diff-better-more = 好转，{ $what }；另有 { $more } 项
report-diff-second-has = 第二份里有一项{ $severity }（第一份看不出有没有）：{ $what }；{ $rest }
report-diff-mixed = { $worse }；{ $better }
report-diff-same = 没有值得关注的变化
report-diff-same-known = 两边都能看到的部分没有值得关注的变化
report-diff-hidden = { $rule }（JSON 报告里的原话可能含有名称，已隐去）
report-diff-over = 之前的问题已消失：{ $what }
report-diff-milder = 由{ $before }减轻为{ $after }：{ $what }
report-diff-counted = 变化最大的是 { $state }：从 { $before } 个到 { $after } 个
report-diff-up = { $what }（原为 { $before } 个）
report-diff-up-in = { $what }（{ $seconds }前为 { $before } 个，{ $pace }）
report-diff-down = { $what }（原为 { $before } 个）
report-diff-down-in = { $what }（{ $seconds }前为 { $before } 个，{ $pace }）
report-diff-way-up = 增加
report-diff-way-down = 减少
report-diff-per-second = 每秒{ $way } { $count } 个
report-diff-per-minute = 每分钟{ $way } { $count } 个
report-diff-per-hour = 每小时{ $way } { $count } 个
report-diff-more = 仍为{ $after }，数量增加：{ $what }
report-diff-less = 仍为{ $after }，数量减少：{ $what }
report-diff-strangers = 两份来自不同的主机，仅供对照。{ $what }
report-diff-apart = 两份来自同一主机的两个不同网络命名空间，差别不是变化，不作对比。请在同一个网络命名空间里各采集一次（--netns）
report-diff-only-first = 只有第一份能看出（{ $severity }），第二份内容不足，无法判断：{ $what }
report-diff-only-second = 只有第二份能看出（{ $severity }），第一份内容不足，无法判断：{ $what }
report-diff-unknown = 读到的内容太少，无法判断有没有值得关注的变化
report-diff-between = { $one }：{ $before } 到 { $after }，相隔 { $seconds }
report-diff-between-two = { $one }：{ $before }；{ $other }：{ $after }；相隔 { $seconds }
report-diff-between-untimed = { $one } 与 { $other }，按给出的先后顺序
report-diff-netns-gone = 已消失的网络命名空间：
report-diff-netns-new = 新出现的网络命名空间：
report-diff-file = { $path } 的设置变了：
report-diff-came = 新出现（{ $after }）：{ $what }
report-diff-went = 已消失（原为{ $before }）：{ $what }
report-diff-turned = 由{ $before }变为{ $after }：{ $what }
report-diff-head-blocked = 之前占住
report-diff-head-blocks = 之后占住
report-head-before = 之前
report-head-after = 之后
report-diff-head-setting = 配置
report-head-counter = 计数器
report-head-rate = 速率

report-blame-refused = 连接 { $to } 时有 { $count } 次拿不到本地端口（EADDRNOTAVAIL），端口已用尽：{ $who }{ $others ->
    [0] {""}
   *[other] ；全部共 { $all } 次
 }
report-blame-unknown = 谁先断开不清楚：没能跟踪
report-blame-unasked = 谁先断开不清楚：按要求没有跟踪。要看清楚就执行 sudo lastack blame
report-blame-inferred = 多半是 { $who }：{ $fits ->
    [0] { $share } 的 TIME_WAIT{" "}
   *[other] 符合条件的 TIME_WAIT 中 { $share }{" "}
 }所在之处，只有它持有连接。没有跟踪，只是推断
report-blame-none = { $fits ->
    [0] 观察期间本机没有断开任何连接
   *[other] 没有看到符合过滤条件的断开，其他断开没有计入
 }
report-blame-none-waiting = { $fits ->
    [0] 观察期间本机没有断开任何连接
   *[other] 没有看到符合过滤条件的断开
 }，但 { $name }（pid { $pid }）有 { $count } 个 CLOSE_WAIT 一直不关，不会自行结束
report-blame-peers = { $fits ->
    [0] {""}
   *[other] 符合过滤条件的
 }都是对端先断开：本机 { $count } 次断开都在对端之后，TIME_WAIT 留在对端
report-blame-count = {" "}{ $count }{" "}
report-blame-count-fits = 符合条件的 { $count }{" "}
report-blame-kernel = 谁先断开不清楚：{ $closes }次里有 { $share } 是内核代为断开的
report-blame-somewhere = 先断开的是 { $who }：占{ $closes }次的 { $share }
report-blame-inbound = 先断开的是 { $who }：占{ $closes }次的 { $share }，{ $more ->
    [0] 都
   *[other] 其中 { $here } 次
 }在它自己的 { $port } 端口上，不占本地端口{ $clear ->
    [0] {""}
    [1] ，不用管
   *[other] ；各去向的端口都够用
 }
report-blame-place-inbound = { $port } 端口上是本机先断开：占{ $closes }次的 { $share }，不占本地端口{ $clear ->
    [0] {""}
   *[other] ，不用管
 }
report-blame-resets = 先断开的是 { $who }：占{ $closes }次的 { $share }，{ $more ->
    [0] {""}
   *[other] 其中 { $here } 次
 }去向 { $to }，用的是 RST，不留 TIME_WAIT
report-blame-outbound = 先断开的是 { $who }：占{ $closes }次的 { $share }，{ $more ->
    [0] {""}
   *[other] 其中 { $here } 次
 }去向 { $to }，{ $rate }
report-blame-outbound-fine = 先断开的是 { $who }：占{ $closes }次的 { $share }，{ $more ->
    [0] {""}
   *[other] 其中 { $here } 次
 }去向 { $to }：{ $rate }，要占 { $ports }/{ $usable } 个端口{ $clear ->
    [0] {""}
    [1] ，不要紧
   *[other] ；各去向的端口都够用
 }
report-blame-outbound-tight = 先断开的是 { $who }：占{ $closes }次的 { $share }，去向 { $to }：{ $rate }，要占 { $ports }/{ $usable } 个端口，端口紧张
report-blame-outbound-slow = 先断开的是 { $who }：占{ $closes }次的 { $share }，去向 { $to }：{ $rate }，要占 { $ports }/{ $usable } 个端口，connect() 会变慢
report-blame-outbound-out = 先断开的是 { $who }：占{ $closes }次的 { $share }，去向 { $to }：{ $rate }，要占 { $ports } 个端口，一共才 { $usable } 个，照此下去 connect() 会失败
report-blame-route-tight = 去向 { $to } 的本地端口紧张：先断开 { $rate }，要占 { $ports }/{ $usable } 个{ $by }
report-blame-route-slow = 去向 { $to } 的本地端口紧张：先断开 { $rate }，要占 { $ports }/{ $usable } 个，connect() 会变慢{ $by }
report-blame-route-out = 照此下去，去向 { $to } 的本地端口会耗尽：先断开 { $rate }，要占 { $ports } 个，一共才 { $usable } 个，connect() 会失败{ $by }
report-blame-route-reuse = 去向 { $to } 的本地端口紧张，除非 tcp_tw_reuse 能复用：先断开 { $rate }，要占 { $ports }/{ $usable } 个{ $by }
report-blame-by = ；{ $part } 是 { $who }
report-blame-filter = 过滤条件：
report-blame-filter-one = --{ $name } { $value }
report-blame-filtered = 次数、占比和个数只算符合条件的
report-blame-by-bpf = 用内核跟踪程序观察了 { $window }，程序已加载、现已卸载，别的什么都没有改动
report-blame-by-tracefs = 用内核 tracefs 实例观察了 { $window }，实例已建立、现已删除，别的什么都没有改动
report-blame-on-bpf = 用内核跟踪程序已观察 { $window }，结束时程序即卸载，别的什么都不改动
report-blame-on-tracefs = 用内核 tracefs 实例已观察 { $window }，结束时实例即删除，别的什么都不改动
report-blame-by-owners = 只看了一次，没有跟踪，什么都没有改动
report-blame-do = 怎么办：
report-blame-do-verdict = lastack{ $netns }（看结论和建议）
report-blame-do-ports = lastack ports{ $netns }
report-blame-do-left = 还剩多少端口：
report-blame-do-outbound = 要少断开：让它复用连接
report-blame-do-inbound = 要少断开：让客户端复用连接（keep-alive），或让客户端先断开
report-blame-head-who = 谁
report-blame-head-home = 服务或容器
report-blame-head-where = 在哪里
report-blame-head-first = 先断开
report-blame-head-share = 占比
report-blame-head-second = 后断开
report-blame-head-rate = 速率
report-blame-head-rows = 现存
report-blame-head-standing = 该处现存
report-blame-process = { $name }（pid { $pid }）
report-blame-processes = { $name }（{ $count } 个进程）
report-blame-pids = { $name }（{ $count } 个）
report-blame-container = 容器 { $name }
report-blame-unit = { $name }
report-blame-name = { $name }
report-blame-outside = 服务和容器之外的程序
report-blame-outside-within = 服务和容器之外的程序
report-blame-loose = 不在服务和容器里
report-blame-user = 用户 { $name }
report-blame-uid = uid { $uid }
report-blame-untold = 不明
report-blame-somebody = 身份不明的程序
report-blame-somebody-within = 身份不明的程序
report-blame-any = 本机
report-blame-the-kernel = 内核代为断开，进程不明
report-blame-kernel-short = 内核代为断开
report-blame-at-port = 监听端口 { $port }
report-blame-at = 监听 { $at }
report-blame-to = 去向 { $to }
report-blame-with = 对端 { $to }
report-blame-in = { $netns }：{ $place }
report-blame-in-unknown = ?：{ $place }
report-blame-and-more = { $place }（另 { $more } 处）
report-blame-rest = 另有 { $lines } 行，共 { $closes } 次断开，加 --top 可以看到。
report-blame-standing = { $fits ->
    [0] 现有
   *[other] 符合过滤条件的
 } TIME_WAIT { $total } 个（不论是谁留下的）。
report-blame-no-rows = { $partly ->
    [0] 现在
   *[other] 能读到的表里现在
 }没有{ $fits ->
    [0] {" "}
   *[other] 符合过滤条件的{" "}
 }TIME_WAIT。
report-blame-rows = { $fits ->
    [0] 现有
   *[other] 符合过滤条件的
 } TIME_WAIT { $total } 个：{ $seen } 个查到是谁，{ $kernel ->
    [0] {""}
   *[other] { $kernel } 个是内核代为断开的（进程不明），
 }{ $before } 个在跟踪之前就有了{ $others ->
    [0] {""}
   *[other] ，{ $others } 个查不到
 }。
report-blame-rows-of = { $fits ->
    [0] 现有
   *[other] 符合过滤条件的
 } TIME_WAIT { $total } 个：{ $seen } 个是要查的进程留下的，{ $kernel ->
    [0] {""}
   *[other] { $kernel } 个是内核代为断开的（进程不明），
 }{ $before } 个在跟踪之前就有了{ $others ->
    [0] {""}
   *[other] ，{ $others } 个是别的进程的或查不到
 }。
report-blame-refused-list = 拿不到本地端口：
report-blame-refused-line = 去向 { $to }：{ $who } { $count } 次
report-blame-waiting-list = 有 CLOSE_WAIT 不关的：
report-blame-waiting-line = { $name }（pid { $pid }）{ $count } 个，{ $where }
report-blame-more = 另有 { $count } 个：-v
report-blame-lost-events = 整机丢失 { $count } 个事件：跟踪缓冲区满了，其中的断开没有算在任何程序头上，这里的次数可能偏少。
report-blame-lost-singles = 整机丢失 { $count } 条明细：次数已计入，对应的 TIME_WAIT 查不到是谁。
report-blame-lost-sums = 程序太多，内核里的表放不下，整机有 { $count } 次断开没有算在任何程序头上。
report-blame-lost-refused = 拿不到端口的 connect() 太多，整机有 { $count } 次没有算在任何程序头上。
report-blame-causes = close() { $close } 次，shutdown() { $shutdown } 次，进程退出 { $exit } 次，RST { $reset } 次{ $untold ->
    [0] {""}
   *[other] ，方式不明 { $untold } 次
 }
report-blame-details = { $who }：用户 { $user }；{ $causes }；命令行：{ $command }
report-blame-details-ended = { $who }：已退出；用户 { $user }；{ $causes }；命令行：{ $command }
report-blame-details-guessed = { $who }：用户 { $user }；命令行：{ $command }

report-watched-bpf = 观察 { $window }；用内核程序跟踪 { $traced }，现已卸载
report-watched-tracefs = 观察 { $window }；用 tracefs 实例跟踪 { $traced }，现已删除
report-mark-closes = 断开
report-waiting = 本机有一处改动（{ $id }）等待确认，{ $seconds }后自动回滚；保留：lastack fix confirm { $id }
report-waiting-unguarded = 本机有一处改动（{ $id }）等待确认，已经没有进程会自动回滚它；回滚：lastack fix rollback { $id }
report-waiting-elsewhere = 另有一处改动（{ $id }，{ $where }）等待确认：lastack fix log
report-closers-none = 跟踪期间本机没有先断开的
report-closers-to = { $who } 先断开得最多：{ $window }内 { $closes }/{ $total } 次，去向 { $at }
report-closers-at = { $who } 先断开得最多：{ $window }内 { $closes }/{ $total } 次，在监听端口 { $at } 上
report-closers-places = { $who } 先断开得最多：{ $window }内 { $closes }/{ $total } 次，共 { $places } 处
report-closers-kernel = { $window }内 { $closes }/{ $total } 次由内核代为断开，进程不明
report-next-stdin = 先把文本存成 FILE
report-next-blame = lastack blame 10s{ $netns }（谁在断开）

report-plan-head = {""}
report-plan-nothing = 不用改任何东西；没有改动任何配置
report-plan-not-asked = 所问的和这里查到的问题无关（查到的见 lastack）；没有改动任何配置
report-plan-left-out = 另有 { $count } 项改动能起作用，这次没有问到：见 lastack fix
report-plan-none-offered = 这些在这里都不建议做，原因见下；没有改动任何配置
report-plan-no-remedy = lastack 没有能起作用的办法；没有改动任何配置
report-plan-programs = 该改的是程序设置（{ $programs } 处），不是内核参数；没有改动任何配置
report-plan-changes = 有 { $changes } 项改动能起作用；目前没有改动任何配置
report-plan-asked = 要做这 { $changes } 项改动：
report-plan-both = 先改程序设置（{ $programs } 处），另有 { $changes } 项内核改动能起作用；目前没有改动任何配置
report-plan-safe = { $number } 安全
report-plan-consent = { $number } 需同意
report-plan-program = { $number } 程序
report-plan-refused-label = { $number } 拒绝
report-plan-change = {"  "}改动
report-plan-together = 合起来
report-plan-effect = {"  "}效果
report-plan-why = {"  "}原因
report-plan-risk = {"  "}风险
report-plan-price = {"  "}代价
report-plan-restart = {"  "}重启
report-plan-back = {"  "}回滚
report-plan-boot = {"  "}开机
report-plan-program-label = {"  "}{ $program }
report-plan-do = {"  "}该做
report-plan-more-advice = 同一条命令加 -v，会列出要写的全部设置
report-plan-step = { $key }：{ $from } -> { $to }
report-plan-step-added = { $key }：在原有的 { $count } 个端口之外，加上 { $added }
report-plan-empty = （空）
report-plan-in = { $netns }：{ $text }
report-plan-one = { $value }
report-plan-between = { $low }～{ $high }
report-plan-and = { $before }；{ $next }
report-plan-undo = lastack fix rollback 恢复原值；重启主机也会恢复{ $reach }
report-plan-undo-windows = fix apply 写的用 lastack fix rollback 回滚；否则用 --as 加 -undo 的形式写出的撤销文件（reg-undo、netsh-undo、powershell-undo）；重启系统不会恢复
report-plan-undo-ports = lastack fix rollback 只去掉这几个端口；重启主机也会恢复{ $reach }
report-plan-netns-wide = （只对这个网络命名空间生效）
report-plan-host-wide = （对整台主机生效）
report-plan-set-by = { $file }:{ $line } 设了 { $key } = { $value }：开机时会再设回去
report-plan-not = 不建议
report-plan-refused = 绝不做
report-plan-left = 剩下
report-plan-withheld = { $id }：{ $why }
report-plan-more-remedies = 还有 { $count } 项办法：加 -v 查看
report-plan-more-withheld = 还看过 { $count } 项，不建议做：加 -v 看原因
report-plan-next = 下一步：lastack fix apply{ $of } ｜ 给别的主机用：lastack fix plan --as { $form }{ $of }
report-plan-next-here = 下一步：lastack fix apply{ $of }
report-plan-next-elsewhere = 给别的主机用：lastack fix plan --as { $form }{ $of }
report-plan-other-host = 这是另一台主机的情况：请在那台主机上执行，或用 --as 导出；不能在这里应用
report-plan-masked = 名称和地址已经替换：脱敏后的方案只能看，不能应用
report-plan-other-system = lastack 只改 Linux 和 Windows 的参数：这个方案只能看，不能应用
report-gauge-usable = 到 { $target } 的可用端口 { $before } -> { $after }
report-plan-target-from = { $target }（源地址 { $source }）
report-gauge-blocking = 到 { $target } 的被占端口 { $before } -> { $after }
report-gauge-serves = 到 { $target } 能长期承受的新建连接 { $before } -> { $after }
report-gauge-accept-queue = 端口 { $port } 的全连接队列 { $before } -> { $after }
report-gauge-syn-queue = 端口 { $port } 最多的半连接 { $before } -> { $after }
report-gauge-syn-drops = 得不到回应的 SYN { $before } -> { $after }
report-gauge-port = 端口 { $port } 可能分给客户端 { $before } -> { $after }
report-gauge-listeners = 可能被客户端占走的服务端口 { $before } -> { $after }
report-gauge-time-wait = TIME_WAIT 上限 { $before } -> { $after }
report-gauge-conntrack = 连接跟踪表上限 { $before } -> { $after }
report-gauge-fin-wait2 = 无进程的 FIN_WAIT2 保留时间 { $before } -> { $after }
report-gauge-dead-peer = 对端失联后的放弃时间 { $before } -> { $after }
report-gauge-orphans = 无进程的套接字上限 { $before } -> { $after }
report-gauge-dynamic-ports = 向外连接可用的端口 { $before } -> { $after }
report-gauge-dynamic-ports6 = 向外的 IPv6 连接可用的端口 { $before } -> { $after }
report-gauge-connect = 到 { $target } 一次 connect() 约需微秒数 { $before } -> { $after }
report-gauge-descriptors = 进程 { $pid } 的文件句柄上限 { $before } -> { $after }
report-gauge-time-wait-s = Windows 保留 TIME_WAIT 的时间 { $before } -> { $after }

report-outlook-ports = 到 { $target } 的端口，按 { $rate }：{ $before } -> { $after }
report-outlook-time-wait = TIME_WAIT 名额，按 { $rate }：{ $before } -> { $after }
report-outlook-conntrack = 连接跟踪表，按增长 { $rate }：{ $before } -> { $after }
report-outlook-orphans = 无进程套接字的名额，按增长 { $rate }：{ $before } -> { $after }
report-outlook-descriptors = 进程 { $pid } 的文件句柄，按增长 { $rate }：{ $before } -> { $after }
report-outlook-since = { $outlook }（改动后 { $window }内是 { $rate }）
report-outlook-across = { $outlook }（{ $window }内是 { $rate }，其中有改动前的）
report-outlook-now = 已经用完
report-outlook-later = { $span }后用完
report-outlook-never = 按此速率不会用完
report-outlook-unknown-refused = 能用多久未知，之前没拿到端口的没有计入速率
report-outlook-unknown = 能用多久未知

report-as-head = 由 lastack { $version } 根据实测生成；没有改动任何配置
report-as-nothing = 没有要设的参数
report-as-netns = 用于 { $netns }：
report-as-not-at-boot = 开机时的 sysctl 到不了这个网络命名空间：请写到 pod、容器或服务单元里
report-as-long = 没有写出 { $key }：值有 { $bytes } 字节，超过 4092 字节时其他工具写进内核会被截断；请用 lastack fix apply，它会写完整
report-as-was = 原值 { $before }
report-as-sysctl-d = 放到 /etc/sysctl.d/99-zz-lastack.conf；保存前请先看一遍：效果是按今天的负载算的
report-as-ansible = 供 ansible.posix.sysctl 使用；/proc/sys 只读时写入会静默失败：写完请读回来核对
report-as-kubernetes = pod 的 securityContext.sysctls；pod 要重建才生效
report-as-host-network = 不能用于 hostNetwork: true 的 pod：它和节点共用参数，kubelet 会拒绝这样的 pod
report-as-safe = 安全：Kubernetes { $version } 起默认允许
report-as-unsafe = 不安全：节点的 kubelet 要加 --allowed-unsafe-sysctls={ $key } 才允许
report-as-node = 这是节点参数，不能写在 pod 里：{ $key } = { $value }
report-as-systemd = 服务单元的 drop-in：systemctl edit NAME.service
report-as-systemd-host = 这个服务和主机共用网络命名空间：这些行会对所有程序生效，更适合写到 sysctl.d
report-as-reg = 注册表文件：先看一遍，再以管理员执行 reg import 文件，然后重启系统。动态端口不在注册表里，见 --as netsh
report-as-reg-undo = 撤销用的注册表文件：导入后重启系统。恢复的是做计划时的原值
report-as-powershell = PowerShell 脚本，以管理员运行。值和原来不一样时不写就停。注册表的值重启系统后生效
report-as-powershell-undo = 撤销用的脚本。值已不是前一个脚本写的就停
report-as-netsh = 以管理员执行 netsh -f 文件。注册表的值见 --as reg
report-as-exclude = 新范围里有服务在监听，服务启动时端口可能已被向外的连接占用。要留住端口：停服务，执行对应的一行，再启动；端口在用时 Windows 不让排除
report-as-exclude-undo = 运行前一个脚本时执行过的，逐行撤销：
report-as-netsh-undo = netsh -f 文件：撤销前一个脚本。执行前一个脚本时被拒绝的端口，先把它那一行删掉：可能是别人排除的
report-receipt-resolved = 已改好，并实测过：问题没有了
report-receipt-improved = 已改好，并实测过：情况好转
report-receipt-resolved-seen = 已改好，并重新看过：问题没有了
report-receipt-improved-computed = 已改好：按现在读回的参数计算，情况好转；这是算出来的，实测的数字还没有变化
report-receipt-milder = 已改好，并重新看过：情况好转，但有的数字没达到预计
report-receipt-waits = 已改好，但还没有变化：要按下面说的重启后才生效
report-receipt-unchanged = 改了，但测量期间没有任何变化：目前没起作用
report-receipt-unclear = 改了，但说不准有没有用：负载变了，或者有的数据没测到
report-receipt-not-yet = 已改好；有没有用要等新的连接来了才知道：改动以后还没有能说明问题的连接
report-receipt-later = 已写入并核对。它只对以后的连接起作用，有没有用要以后才看得出
report-receipt-after-restart = 已写入，要按下面说的重启后才生效，有没有用到那时才看得出
report-receipt-worse = 改了，同样的负载下反而更糟；因为加了 --keep-worse 才没有回滚
report-receipt-worse-undone = 同样的负载下反而更糟：已经回滚
report-receipt-undone = 已经回滚
report-receipt-stopped = 有一步和方案不一样，就此停下；在它之前写入的已经回滚
report-receipt-none = 没有改动任何配置：第一步就和方案不一样
report-receipt-half = 停下了，而且有一部分没能回滚
report-receipt-measured = {"  "}实测
report-receipt-computed = {"  "}计算
report-receipt-read-back = {"  "}读回
report-receipt-foretold = {"  "}预计
report-receipt-step = { $change }（{ $state }）
report-receipt-file = 下次开机由 { $path } 设置
report-receipt-file-changed = { $path } 后来被人改过：lastack 不动它，下次开机按它现在的内容设置
report-receipt-file-behind = sysctl --system 在它之后还会读 { $file }，里面是另一个值；systemd-sysctl 不读
report-receipt-file-beaten = 它之后还会读 { $file }，里面是另一个值：下次开机以那个值为准
report-receipt-file-outdated = 写入之后别的文件又改过，而下次开机以它为准、盖住它们；要按现在的内容重写，请执行：
report-receipt-partly = 还剩什么见 lastack fix log；再试一次：lastack fix rollback { $id }
report-receipt-reverts = { $seconds }后自动回滚；要保留请执行：lastack fix confirm { $id }
report-receipt-log = 改动编号 { $id }，见 lastack fix log
report-receipt-stands = 要回滚：lastack fix rollback { $id }
report-reason-netsh-start = netsh 启动不了，错误 { $number }
report-reason-netsh-hangs = netsh 10 秒内没有结束
report-reason-netsh-failed = netsh 执行失败
report-reason-netsh-range = netsh 没有显示端口范围
report-reason-netsh-list = netsh 没有列出排除的端口
report-reason-netsh-add = netsh 拒绝排除端口 { $number }：端口可能在用，或者已经以别的方式排除
report-reason-netsh-delete = netsh 拒绝取消端口 { $number } 的排除
report-reason-netsh-within = 端口 { $number } 现在属于一个更大的排除范围，里面还有别的端口
report-reason-busy = 正被占用（EBUSY）
report-reason-invalid = 内核不接受这个值（EINVAL）
report-reason-full = 磁盘已满
report-reason-missing = 不存在
report-reason-privilege = 没有权限（EPERM）
report-reason-permission = 没有权限（EACCES）
report-reason-read-only = 文件系统是只读的
report-step-planned = 没有写入
report-step-written = 已生效
report-step-reads = 读回来是 { $value }
report-step-refused = 被拒绝：{ $value }
report-step-changed-before = 没有动：这期间有人改成了 { $value }
report-step-undone = 已回滚
report-step-undone-beside = 已回滚；后来别人设的留着不动：{ $value }
report-step-changed-since = 没有动：后来有人改成了 { $value }
report-step-gone = 已随重启或那个网络命名空间消失而失效
report-changes-none = lastack 没有改动过这台机器
report-changes-more = 还有 { $count } 项更早的改动没有列出：--top
report-changes-damaged = 日志里有 { $count } 行读不出来：写的时候进程被杀，没有写完，或者被人改过
report-changes-later = 日志里有 { $count } 行是更新版本的 lastack 写的：请用那个版本
report-change-label = 改动
report-change = { $id }，{ $at }：{ $state }
report-change-by = {"  "}操作人
report-change-by-user = uid { $uid }
report-change-by-account = { $account }
report-change-by-nobody = 不清楚
report-change-by-login = uid { $uid }（登录用户 { $login }）
report-change-told = { $what }；{ $where }；{ $by }
report-change-spread = 分散 { $cgroup } 到 { $to } 的连接
report-change-in = 在网络命名空间 { $netns } 里
report-change-in-host = 在主机自己的网络命名空间里
report-change-confirmed = { $at }：{ $by }
report-change-confirmed-label = {"  "}确认
report-change-ended = { $at }
report-change-ended-label = {"  "}结束
report-change-of-usable-ports = 可用端口
report-change-of-blocking-ports = 被占端口
report-change-of-serves-per-s = 可持续新建连接数（个/秒）
report-change-of-accept-queue = 全连接队列
report-change-of-syn-queue = 最多的半连接
report-change-of-syn-drops-per-s = 得不到回应的 SYN（个/秒）
report-change-of-port-at-risk = 可能分给客户端的端口
report-change-of-port = 端口 { $port } 是否可能分给客户端（1 会，0 不会）
report-change-of-listeners-at-risk = 可能被客户端占走的服务端口
report-change-of-time-wait-rows = TIME_WAIT 上限
report-change-of-conntrack = 连接跟踪表上限
report-change-of-fin-wait2-s = 无进程的 FIN_WAIT2 保留时间（秒）
report-change-of-dead-peer-s = 对端失联后的放弃时间（秒）
report-change-of-orphans = 无进程的套接字上限
report-change-of-dynamic-ports = 向外连接可用的端口
report-change-of-dynamic-ports6 = 向外的 IPv6 连接可用的端口
report-change-of-connect-us = 一次 connect() 的微秒数
report-change-of-descriptors = 文件句柄上限
report-change-of-time-wait-s = Windows 保留 TIME_WAIT 的秒数
report-change-of-to = { $source } 到 { $target } 的{ $what }
report-change-of-at = { $place } 的{ $what }
report-change-foretold = { $low }～{ $high }
report-change-outlook = { $what }，按 { $rate }：改动前：{ $before }；预计：{ $foretold }；{ $after }
report-change-outlook-label = {"  "}耗尽
report-change-outlook-after = 改动后：{ $end }
report-change-outlook-untold = 改动后没有再推算，这个速率是改动前的
report-change-of-ports = 本地端口
report-change-of-time-wait-places = TIME_WAIT 名额
report-change-of-conntrack-places = 连接跟踪表
report-change-of-descriptor-places = 文件句柄
report-change-of-orphan-places = 无进程套接字的名额
report-change-gauge = { $gauge }：改动前 { $before }，预计 { $foretold }，{ $after }
report-change-gauge-label = {"  "}效果
report-change-gauge-untold = 改动后未知
report-change-gauge-measured = 实测 { $value }
report-change-gauge-read-back = 读回 { $value }
report-change-gauge-computed = 改动后算得 { $value }
report-change-gauge-unknown = 未知
report-change-awaits = { $seconds }后自动回滚；要保留、或者现在就回滚，请执行：
report-change-unguarded = 没有确认，而负责回滚的进程已经不在了；要保留或回滚，请执行：
report-change-interrupted = 中途断了；要回滚已经写入的部分，请执行：
report-change-stands = 仍然生效；要回滚请执行：
report-change-unwritten = 什么也没有写入
report-change-undone = 已回滚
report-change-partly = 已回滚，但后来被人改过的、写不进去的没有动
report-change-again = 没有全部回滚：有的写不进去；要再试一次，请执行：
report-change-blank = 写过什么已无从知道：它在日志里的记录损坏了
report-change-plan-lost = 它的方案记录已损坏：写过的可能不止这里列出的
report-change-left = 什么也没有回滚：后来有人改过，或者写不进去
report-back-done = { $count ->
    [1] 已回滚：改动 { $id }
   *[other] 已回滚 { $count } 项改动
}
report-back-none = 什么也没有回滚：{ $why }
report-back-partly = 没有全部回滚：{ $why }
report-back-changed = 后来有人把 { $key } 改成了 { $value }，保留不动
report-back-refused = { $key } 写不进去（{ $value }）
report-back-reads = { $key } 读回来是 { $value }
report-back-file = { $path } 后来被人改过，保留不动
report-back-below = 原因见下
report-change-void = 已随重启或那个网络命名空间消失而失效
report-change-tampered = 它的日志被人改过：lastack 不动它
report-change-released = 释放了 { $gone } 个 { $state } 套接字；这无法回滚
report-change-release-cut = 释放 { $chosen } 个 { $state } 套接字时中途断了：已知释放了 { $gone } 个，可能更多；这无法回滚，除此之外没有留下任何改动
report-change-release-loopback = { $filter }：只在本机回环上，两端都在本机
report-change-release-anywhere = { $filter }：不限对端；这些连接迟到的报文段不再有 TIME_WAIT 挡着
report-release-chosen = 将释放 { $count } 个 { $state } 套接字；目前没有改动任何东西
report-release-none = 没有可以释放的；没有改动任何东西
report-release-rows = {"  "}套接字
report-release-left = {"  "}不动
report-release-price = {"  "}代价
report-release-rate = {"  "}速率
report-release-to = { $count } 个去往 { $end }
report-release-at = { $count } 个在本机的 { $end } 上
report-release-aged = { $rows }，已存在 { $youngest }～{ $oldest }
report-release-aged-alike = { $rows }，已存在 { $age }
report-release-rest = 其余 { $count } 个：-v --top
report-release-elsewhere = { $count } 个不在本机回环地址之间：要一起释放请加 --beyond-loopback，会先说明代价
report-release-unproven = { $count } 个在回环上，但无法证明另一端也在本机：两个端口都没有人监听了，或者 route_localnet 允许 NAT 把它们转走
report-release-younger = { $count } 个还不到 { $seconds }
report-release-unnamed = { $count } 个没有 cookie，无法把同样端口上的新连接区分开来、避免误伤
report-release-price-none = 没有：两端都在这个网络命名空间里，这些连接不会再有迟到的报文
report-release-price-late = 失去 TIME_WAIT 的保护：旧连接迟到的报文段可能被同样两个端口上的新连接当成自己的，造成数据错乱或连接被重置；最后一个 ACK 丢失的对端会收到 RST
report-release-price-mini = 对端还没有关闭，它再发数据会收到 RST
report-release-price-full = 持有它的进程下一次调用会得到 ECONNABORTED，对端会收到 RST；还没发出或没读走的数据会丢失
report-release-bounded = 每秒最多 { $count } 个：至少需要 { $seconds }
report-release-unbounded = 不限速，内核能多快就多快
report-release-no-undo = 无法回滚：释放了就回不来
report-released = 已释放 { $gone } 个 { $state } 套接字，用时 { $seconds }
report-released-none = 一个也没有释放
report-released-partly = { $chosen } 个 { $state } 套接字中释放了 { $gone } 个
report-released-changed = { $count } 个已经自行结束，或者两端已被新连接占用：没有动
report-released-refused = { $count } 个被内核拒绝：{ $why }
report-released-untold = { $count } 个没有再尝试：{ $why }
report-released-log = 改动编号 { $id }，见 lastack fix log；它无法回滚
report-change-foreign = 日志里写着 { $what }，lastack 从不写这个
report-spread-step = { $cgroup } 到 { $to }：源地址 { $from }（{ $state }）
report-spread-attached = 已生效
report-spread-partly = 只挂上了一部分
report-spread-planned = 没有挂上
report-spread-refused = 被拒绝：{ $why }
report-spread-undone = 已撤掉
report-spread-gone = 重启后已失效
report-spread-taken = 后来被别人撤掉了
report-spread-would = { $cgroup } 到 { $to } 的连接将改用 { $count } 个源地址，不再只用一个；目前没有改动任何配置
report-spread-done = { $cgroup } 到 { $to } 的新连接现在从 { $count } 个地址发起
report-spread-failed = { $cgroup } 到 { $to } 的连接没有分散，而且有一部分没能撤掉
report-spread-what = connect() 到 { $to } 时，源地址轮流取自 { $from }，端口照旧由内核选；程序自己 bind 过的不动
report-spread-who = {"  "}范围
report-spread-where = {"  "}命名空间
report-spread-processes = { $count ->
    [0] 现在没有进程，以后在这个 cgroup 里启动的都算
   *[other] { $count } 个进程
 }
report-spread-processes-all = { $all }，以及以后在这个 cgroup 里启动的：{ $named }
report-spread-processes-some = { $all }，以及以后在这个 cgroup 里启动的：{ $named } ...
report-spread-process = { $comm }（{ $pid }）
report-spread-and = { $all }、{ $one }
report-spread-root = 这是根 cgroup：本机所有连到那里的进程都算在内
report-spread-server = {"  "}服务端
report-spread-servers = 就在本机：{ $names }
report-spread-server-name = { $name }
report-spread-ports = 到 { $to } 的端口：{ $before } -> { $after }
report-spread-ports-unknown = 到 { $to } 的端口会变多；读不到这个命名空间的设置，说不出多少
report-spread-trial = {"  "}试连
report-spread-tried = { $count ->
    [1] 从 { $from } 试连一次：{ $fate }，和普通连接一样
   *[other] 每个地址各试连一次：{ $fate }，和普通连接一样
 }
report-spread-tried-alone = 从 { $from } 试连一次：{ $fate }；普通连接已经没有端口可用
report-spread-tried-worse = 从 { $from } 试连：{ $fate }；普通连接：{ $ordinary }
report-spread-fate-kept = 接受了，没有断开
report-spread-fate-greeted = 接受了，并且发来了欢迎信息
report-spread-fate-closed = 接受后马上断开
report-spread-fate-refused = 被拒绝
report-spread-fate-silent = 没有回应
report-spread-fate-no-port = 没有端口可用
report-spread-fate-unusable = 这个地址不能用
report-spread-refuses = {"  "}会被拒
report-spread-rule-elsewhere = { $server } 会拒绝 { $address }：进程 { $pid } 的文件系统里 { $file } 第 { $line } 行：{ $rule }
report-spread-rule = { $server } 会拒绝 { $address }：{ $file } 第 { $line } 行：{ $rule }
report-spread-risk = 服务端看到的不再是一个地址，而是这些：日志、按地址的限制、白名单都会受影响
report-spread-back = lastack fix spread off；重启也会失效，而且不会自动恢复
report-spread-from-now = 已经打开的连接不变。每个地址分到多少：lastack fix spread status
report-spread-lost = 重启后失效。要提前撤掉：lastack fix spread off，或 lastack fix rollback { $id }
report-spreads-none = 本机没有分散任何连接
report-spreads-one = { $id }，{ $since }：{ $cgroup } 到 { $to }
report-spreads-since = 始于 { $at }
report-spreads-unknown = 日志里没有
report-spreads-now = {"  "}现在
report-spreads-each = {"  "}各地址
report-spreads-partly = 只挂上了一部分，用 lastack fix spread off 撤掉
report-spreads-orphaned = 它的 cgroup 已经没了，不再起作用，用 lastack fix spread off 撤掉
report-spreads-used = { $holds } 个端口里可能占用了 { $held } 个（{ $percent }）：打开 { $open } 个，最近一分钟关闭 { $ended } 个
report-spreads-used-unknown = 可能占用了 { $held } 个端口：打开 { $open } 个，最近一分钟关闭 { $ended } 个
report-spreads-given = 共 { $sum } 个连接，来自 { $addresses } 个地址，每个 { $least }～{ $most } 个
report-spreads-refused = 有 { $count } 次内核没有接受池里的地址：它已经不属于本机
report-spreads-address = 地址
report-spreads-connections = 连接数
report-spreads-open = 打开
report-spreads-ended = 刚关闭
report-spreads-lost = 重启后失效；要撤掉：lastack fix spread off。-v 列出所有地址

# probe
report-probe-refused = 连接被拒绝：该端口没有监听
report-probe-timed-out = 超时无应答
report-probe-reset = 连上后被对端重置（RST）
report-probe-closed = 对端没应答就断开了
report-probe-no-route = 网络无法到达该主机
report-probe-no-greeting = 能连上，但对端没有像往常一样先发言
report-probe-not-http = 应答不是 HTTP
report-probe-http-status = HTTP 状态码 { $status }
report-probe-http-status-unknown = HTTP 状态码不符合预期
report-probe-tls = TLS 握手失败
report-probe-not-tls = 对端在这个端口上说的不是 TLS
report-probe-tls-stalled = 已连上，但 TLS 握手没有按时完成
report-probe-tls-version = 对端不接受 TLS 1.2/1.3，或没有共同的加密套件
report-probe-certificate = 证书无法接受
report-probe-certificate-expired = 证书已过期
report-probe-certificate-early = 证书尚未生效
report-probe-certificate-name = 证书不是签给这个域名的
report-probe-certificate-issuer = 证书的签发者不受本机信任
report-probe-no-roots = 本机没有根证书，无法验证任何证书
report-probe-no-such-name = 域名不存在
report-probe-name-unanswered = 域名服务器没有应答
report-probe-no-local-port = 本机没有可用的本地端口
report-probe-local-port-taken = 它的源端口被其他进程占用
report-probe-no-descriptor = 本进程文件句柄用完了
report-probe-no-memory = 内核内存不足，建不了套接字
report-probe-forbidden = 本机规则（防火墙或路由）禁止该连接
report-probe-no-source = 源地址不是本机地址
report-probe-no-route-here = 本机没有到它的路由
report-probe-no-carrier = 本机通往它的网卡没有链路（无载波）
report-probe-not-observed = 目前没有任何连接到它
report-probe-not-acknowledged = 有到它的连接，但发出的数据一直没有得到确认
report-probe-local = 本机错误 { $errno }
report-probe-one-up = { $target } 正常；遗留 TIME_WAIT { $left }
report-probe-one-down = { $target } 不通：{ $why }；遗留 TIME_WAIT { $left }
report-probe-one-unknown = { $target } 通不通无法判断：{ $why }
report-probe-all-up = { $count } 个目标全部正常；遗留 TIME_WAIT { $left }
report-probe-some = { $all } 个目标中有 { $down } 个不通{ $unknown }；遗留 TIME_WAIT { $left }
report-probe-unknown-too = ，{ $count } 个无法判断
report-probe-some-unknown = { $all } 个目标中有 { $unknown } 个无法判断，其余正常；遗留 TIME_WAIT { $left }
report-probe-none-told = { $count } 个目标都无法判断是否正常
report-probe-left-known = { $count } 个
report-probe-nothing = {""}
report-probe-left-unknown = 数量未知
report-probe-took = 用时 { $took }；{ $timeout }内没有应答即为不通
report-probe-connects = { $count } 次连接：一半在 { $half } 以内，99% 在 { $most } 以内
report-probe-more-up = 另有 { $count } 个正常；加 -v 全部列出
report-probe-address = { $target }（{ $address }）
report-probe-errno-unknown = 本机未知错误
report-probe-up = 正常
report-probe-down = 不通
report-probe-unknown = 无法判断
report-probe-line-up = { $target } 正常（{ $strategy }，{ $took }）
report-probe-line-down = { $target } 不通：{ $why }（{ $strategy }，时限 { $timeout }）
report-probe-line-unknown = { $target } 无法判断：{ $why }（{ $strategy }）
report-probe-line-learnt = { $target } 正常（{ $strategy }，{ $took }）：{ $class }
report-probe-line-fresh-up = { $target } 能建立新连接（{ $strategy }，{ $took }）
report-probe-line-fresh-down = { $target } 建立不了新连接：{ $why }（{ $strategy }，时限 { $timeout }）
report-probe-interrupted = 已中断：{ $all } 个目标中有 { $count } 个没检查完{ $rest }
report-probe-interrupted-rest = ；{ $rest }
report-probe-line-flaps = { $line }；启动以来通断变化 { $count } 次
report-probe-line-fresh-unknown = { $target } 能否建立新连接无法判断：{ $why }
report-probe-tls-days = 证书还有 { $days } 天到期
report-probe-tls-ended = 证书已过期 { $days } 天
report-probe-status = HTTP { $status }
report-probe-class-speaks-first = 对端先发言
report-probe-class-cuts-idle = 会断开空闲连接：改用 polite
report-probe-class-one-shot = 占着连接会让别的客户端排队：改用 polite
report-head-target = 目标
report-head-up = 状态
report-head-why = 原因
report-head-connect = 建连
report-head-strategy = 方式
report-probe-name = { $target }

report-lab-passed = 通过：{ $title }
report-lab-not-passed = 未通过：{ $title }
report-lab-watch = 看点：{ $what }
report-lab-before = 处理前
report-lab-after = 处理后
report-lab-twin = 健康对照
report-lab-said = { $text }
report-lab-cure = 处理
report-lab-fix = lastack fix apply { $remedy }：{ $steps }（{ $outcome }）
report-lab-changed = { $text }（{ $outcome }）
report-lab-resolved = 已解决
report-lab-improved = 有好转
report-lab-unchanged = 没变化
report-lab-worse = 更糟
report-lab-unclear = 说不准
report-lab-unmeasured = 没测到
report-lab-head-what = ss 和应用自己的统计
report-lab-failures = 应用失败次数
report-lab-of = { $failures }/{ $attempts }
report-lab-median = 一半的操作不超过
report-lab-most = 99% 的操作不超过
report-lab-longest = 最长的一次
report-lab-others = 其他状态
report-lab-slowest = 单次最长耗时
report-lab-plot-rows = 连接数随时间的变化；虚线处开始处理
report-lab-plot-times = 应用单次最长耗时（毫秒）随时间的变化；虚线处开始处理
report-lab-plot-fill = 处理前，应用单次最长耗时（毫秒）随 TIME_WAIT 数量的变化
report-lab-held = 符合
report-lab-broken = 不符
report-lab-unjudged = 未判
report-lab-clause-found = lastack 查出：{ $seen }
report-lab-clause-not-found = lastack 没查出：{ $seen }
report-lab-clause-none-false = 没有别的告警或严重问题
report-lab-clause-false = 误报：{ $seen }
report-lab-clause-states = 故障确实出现了（ss 统计）：{ $seen }
report-lab-clause-counted = TIME_WAIT 的数量和 ss 一致：{ $seen }
report-lab-application = 应用的改动：
report-lab-outbound = 本机连出
report-lab-inbound = 对端连入
report-lab-clause-side = TIME_WAIT 落在先断开的一方：{ $seen }
report-lab-clause-closer = 谁先断开（lastack blame 跟踪）：{ $seen }
report-lab-clause-closer-untold = 谁先断开要用 root 才能跟踪：sudo lastack lab run。{ $seen }
report-lab-clause-resolved = lastack 对每项改动前后实测的结论：{ $seen }
report-lab-clause-gone = 处理后不再出现：{ $seen }
report-lab-clause-not-gone = 处理后仍然存在：{ $seen }
report-lab-clause-failures = 应用失败次数，处理前、处理后：{ $seen }
report-lab-clause-faster = 应用一半的操作耗时不超过，处理前、处理后：{ $seen }
report-lab-clause-slower = 比对照里 99% 的操作还慢的，处理前、处理后：{ $seen }
report-lab-clause-left = TIME_WAIT，处理前、处理后：{ $seen }
report-lab-clause-twin-quiet = 健康对照里没有这个问题，也没有告警或严重问题
report-lab-clause-twin-loud = 健康对照里也报了：{ $seen }
report-lab-clause-twin-works = 健康对照里应用的失败次数：{ $seen }
report-lab-foot = 用时 { $took }，全程在自己的命名空间里进行，随命令一起结束；没有改动这台机器的任何配置
report-lab-list = 可以演练 { $count } 种故障，每种都带处理办法和健康对照，全程在自己的命名空间里
report-lab-list-next = lastack lab run NAME
report-lab-root = root
report-lab-clause-graded = 网上抄来的配置，lastack lint 按这台机器逐条评定：{ $seen }
report-lab-entry = { $title }（大约 { $takes }）
report-lab-entry-needs = { $title }（大约 { $takes }，需要 { $needs }）
report-lab-name = { $name }
report-lab-quote = { $who } 的日志

report-stay-gone = 本机的 TIME_WAIT 持续 { $low }～{ $high } 秒：这是一个自建连接停留的时间。
report-stay-interrupted = 已中断：{ $low } 秒后该连接仍处于 TIME_WAIT。
report-stay-limit = { $low } 秒后该连接仍处于 TIME_WAIT，比任何文档或设置都长。Windows Vista 到 2008 R2 连续运行满 497 天后永远不再释放（KB2553549）。
report-stay-windows = 文档里有两个默认值：120 秒（Windows Server 2003）和 240 秒（Windows 2000，以及微软关于端口耗尽的页面）。诊断结论按这两个值估算，不用这次测量。
report-stay-windows-set = 注册表里 TcpTimedWaitDelay = { $seconds }，Windows 启动时才读取。
report-stay-windows-unset = 没有看到注册表里设了 TcpTimedWaitDelay。
report-stay-linux = Linux 内核编译时就定为 60 秒（TCP_TIMEWAIT_LEN），没有参数能改；tcp_fin_timeout 管的是 FIN_WAIT2。
report-stay-linux-set = net.ipv4.tcp_tw_timeout = { $seconds }：这个内核允许设置，其他内核编译时就定为 60 秒。
report-stay-how = 测量方法：在回环地址上自建一个连接 { $local } 到 { $peer } 并先断开它，共查看连接表 { $looks } 次。
