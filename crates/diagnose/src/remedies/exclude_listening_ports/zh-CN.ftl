exclude-listening-ports-summary = 排除{ $count ->
    [1] 端口 { $ports }
   *[other] {" "}{ $count } 个端口（{ $ports }）
 }，不让向外的连接占用服务的端口
exclude-listening-ports-summary-v4 = 在 IPv4 上排除{ $count ->
    [1] 端口 { $ports }
   *[other] {" "}{ $count } 个端口（{ $ports }）
 }（IPv6 的没读到），不让 IPv4 上向外的连接占用服务的端口
exclude-listening-ports-why-later-v4 = { $ports } 现在不会分给向外的 IPv4 连接：是为以后扩大动态端口范围预先排除的；别人排除的不动，回滚时只去掉这几个
exclude-listening-ports-why-later = { $ports } 现在不会分给向外的连接：是为以后扩大动态端口范围预先排除的；别人排除的不动，回滚时只去掉这几个
exclude-listening-ports-why-some-later = 之后再启动服务，照常绑定端口；{ $later } 现在不会分给向外的连接，是为以后扩大动态端口范围预先排除的；别人排除的不动
exclude-listening-ports-why = 之后再启动服务，照常绑定端口；别人排除的不动，回滚时只去掉这几个
exclude-listening-ports-risk = 服务在监听时 Windows 让不让取消排除，文档没有写：回滚时可能要先停服务
exclude-listening-ports-risk-short = 回滚时可能要先停服务
exclude-listening-ports-risk-old = Windows 10 之前，用 SO_REUSEADDR 绑定两次的程序在被排除的端口上会失败（10013，KB3039044）；Server 2008 R2 要先装 KB2665809；回滚时可能要先停服务
exclude-listening-ports-risk-old-short = 绑定两次的程序会失败（KB3039044）
exclude-listening-ports-withheld-no-port = 不知道是哪个端口：停服务，再执行 lastack fix apply --port 加端口号
exclude-listening-ports-withheld-old = 这个版本的 Windows 不能用 netsh 排除端口
exclude-listening-ports-withheld-unread = 没读到动态端口范围或排除的端口：请补上 netsh int ipv4 show dynamicport tcp 和 netsh int ipv4 show excludedportrange protocol=tcp 的输出
exclude-listening-ports-withheld-unread6 = 没读到 IPv6 的动态端口范围或排除的端口（netsh int ipv6 show dynamicport tcp 和 netsh int ipv6 show excludedportrange protocol=tcp）：只在 IPv4 上排除，端口还是保不住
exclude-listening-ports-withheld-unseen = 看不出端口 { $port } 现在有没有人占着，在用的端口 Windows 不让排除：请补上 netstat -ano 的输出
exclude-listening-ports-withheld-which = 不知道这些端口属于哪台主机：请每次只给一台主机的文本
exclude-listening-ports-withheld-outside-v4 = 端口 { $port } 在 IPv4 上本来就不会分给向外的连接：不在动态范围内，或者已经排除；IPv6 的没读到
exclude-listening-ports-withheld-outside = 端口 { $port } 本来就不会分给向外的连接：不在动态范围内，或者已经排除
exclude-listening-ports-withheld-listening = 端口 { $port } 正在监听，在用的端口 Windows 不让排除：停服务，执行 lastack fix apply --port { $port }，再启动
exclude-listening-ports-withheld-listening-by = { $comm }（{ $pid }）正在监听端口 { $port }，在用的端口 Windows 不让排除：停服务，执行 lastack fix apply --port { $port }，再启动
exclude-listening-ports-withheld-held = 端口 { $port } 被一条连接或绑定的套接字占着：在用的端口 Windows 不让排除，TIME_WAIT 算不算在用没有文档说明；用 lastack ports { $port } 看是谁，等它释放后再试
