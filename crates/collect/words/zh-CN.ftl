collect-source-refused = 系统拒绝了：{ $reason }
collect-source-broken-off = 内核的应答中途断了
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
