collect-source-refused = { $source } 被拒绝：{ $reason }
collect-two-dumps = 这个内核不支持一次读完 IPv4 和 IPv6，分两次读的
collect-records-unread = 有 { $count } 条记录读不懂
collect-bound-lower = 程序若先 bind 再 connect，其占用的端口没有计入
collect-bound-unseen = 只 bind、还没有连接的套接字在这里看不到，其占用的端口没有计入
collect-skew = 读的过程中连接表在变：sockstat 读之前 { $before }，之后 { $after }，实际读到 { $seen }
collect-too-many-keys = 去向或对端太多，没有逐个记录：总数准确，列出的去向最多可能少算 { $missed } 个
collect-owners-refused = 有 { $refused } 个进程没有权限查看，{ $left } 个套接字查不到所属进程；sudo lastack 可以查到（需要 CAP_SYS_PTRACE）
collect-netns-refused = 无法进入网络命名空间 { $path }：{ $reason }。查看别的命名空间需要 root，名字见 /run/netns
collect-netns-unseen = 可能漏看了其他网络命名空间：{ $processes } 个进程没有权限查看{ $namespaces ->
    [0] {""}
   *[other] ，{ $namespaces } 个命名空间进不去
 }；sudo lastack 可以看到（需要 CAP_SYS_ADMIN、CAP_SYS_PTRACE）
collect-nothing-read = 读不到 TCP 连接表
collect-paste-nothing = { $input } 里没有连接表、状态统计或内核参数
collect-paste-repeat = 同样的统计又出现了一次（第一次在第 { $first } 行），只算一次
collect-paste-newer = 与第 { $first } 行的统计不同，以后面的为准
collect-paste-sample = 除了合计 { $total } 的统计，还有 { $rows } 行连接：状态数以统计为准，去向以连接行为准
collect-paste-no-routes = 只有状态统计，没有地址：去向、监听端口、时长、进程都无从知道
collect-paste-no-timers = 这些行没有计时器，看不出 TIME_WAIT 已经多久（ss -tano 或 netstat -nato 才有）
collect-paste-no-listeners = 这些行里没有监听端口（netstat -n），谁发起的连接是按端口推断的
collect-paste-unreadable = 无法读取 { $input }：{ $reason }
collect-paste-empty = { $input } 是空的
collect-source-instead = { $why }；改用 { $instead } 读取
collect-reason-permission = 没有权限
collect-reason-missing = 不存在
collect-reason-unsupported = 本系统没有
collect-reason-invalid = 类型不对
collect-reason-broken-off = 内核的应答中途断了
collect-netns-missing = 没有网络命名空间 { $path }：{ $reason }。ip netns list 可以列出有名字的
collect-paste-settings = { $input } 里的参数用于其他输入
collect-paste-fewer = 第 { $line } 行的统计比旁边的连接行还少，以连接行为准
collect-paste-many-settings = 参数超过 { $kept }，其余略去
collect-paste-many-programs = 程序名超过 { $kept } 个，其余略去
collect-paste-in-parts = 行数太多，方向是分批判断的：排在后面的监听端口可能没有用上
collect-paste-never-timers = Windows 不显示计时器，看不出 TIME_WAIT 已经多久
