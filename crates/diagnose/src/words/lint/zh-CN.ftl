lint-place-running = 现在的值
lint-place-line = 第 { $line } 行
lint-place-file = { $input } 第 { $line } 行

lint-already = 本来就是这个值
lint-already-and = 本来就是这个值。{ $why }
lint-said-again = 与{ $place }重复
lint-overridden = { $place }又改成 { $value }，以最后一行为准
lint-overridden-harm = { $place }又改成 { $value }，以最后一行为准。否则：{ $why }
lint-comment = 这是注释，什么也没设
lint-comment-so = 这是注释，什么也没设；不过本机的值正好相同
lint-excluded-pattern = 不起作用：只有写全的键才能从通配行里排除，通配的写法排除不了
lint-excluded = 什么也不设：只是把这个键从通配行里排除
lint-pattern-sets = 通配行，在这里会设置 { $keys }。{ $why }
lint-pattern-own = 通配行；但 { $keys } 另有单独一行，不论先后都以那一行为准
lint-pattern-other = 通配行，不涉及已结束的连接；什么也没匹配到时 sysctl 不报错
lint-not-known = 据 lastack 所知，与已结束的连接无关
lint-bad-line = 不是“键 = 值”：sysctl 报 invalid syntax，跳过这一行

lint-bad-key = 不是“键 = 值”：sysctl 把 = 前面整段当作键，报 cannot stat /proc/sys/{ $key }，什么也没设
lint-gone-path = sysctl 会自己在前面加上 /proc/sys/，因此报 cannot stat；请写成 { $key }
lint-gone-stat = 这个内核或命名空间没有这个键：sysctl 报 cannot stat
lint-depends-key = 与已结束的连接无关；这个内核有没有它未知
lint-wrong-number = 内核要的是整数，拒绝这个值（EINVAL）
lint-wrong-quotes = 引号也会传给内核，内核拒绝（EINVAL）；去掉引号
lint-wrong-bounds = 内核只接受 { $low } 到 { $high }，拒绝这个值（EINVAL）
lint-wrong-range = 内核要两个端口，小的在前、不能是 0，拒绝这个值（EINVAL）
lint-wrong-privileged = 内核拒绝（EINVAL）：下端不能小于 ip_unprivileged_port_start，即 { $start }
lint-wrong-ports = 内核要用逗号隔开、不带空格的端口和范围（8080,9000-9010），拒绝这个值（EINVAL）

lint-gone-since = Linux { $release } 起已删除
lint-gone-before = Linux { $release } 才有，这个内核更老
lint-gone-vendor = 只有 Alibaba Cloud Linux 的内核有；别处 TIME_WAIT 固定 60 秒，改不了
lint-gone-module = 加载了 nf_conntrack 才有，现在没有加载：开机时这样的行会失败
lint-gone-namespace = 它属于主机（第一个网络命名空间），这里看不到：在独立的网络命名空间（容器）里，这样的行会失败
lint-gone-here = 这个内核或命名空间没有这个键
lint-depends-from = Linux { $release } 才有；内核版本未知
lint-depends-before = Linux { $release } 起已删除，更老的内核上有害；内核版本未知
lint-depends-vendor = 只有 Alibaba Cloud Linux 的内核有；是不是它未知
lint-depends-module = 加载了 nf_conntrack 才有；是否加载未知

lint-note-half = 有 { $count } 行 sysctl -p 会报错，返回码 1；其余各行照样生效
lint-note-half-lines = sysctl -p 执行到{ $lines }会报错，返回码 1；其余各行照样生效
lint-note-skipped = 有 { $count } 行 sysctl -p 会报 invalid syntax，返回码 0；其余各行照样生效
lint-note-systemd = 开机时 systemd-sysctl 不读 { $input }（除非 /etc/sysctl.d 里有链接指向它），sysctl --system 会读；结果不同的有：{ $keys }
lint-note-comments = 另有 { $count } 行说明文字和无关注释，未列出
lint-note-kernel = 内核版本未知。请在 --facts 文件里附上：sysctl kernel.osrelease
lint-note-rows = 没有连接列表，取决于连接的就不下结论。请在 --facts 文件里附上 ss -tano
lint-note-delete = 该做：删掉（或改正）{ $lines }
lint-note-delete-file = 该做：删掉（或改正）{ $input } { $lines }
lint-note-then-holds = 删掉{ $place }后，{ $lines }就会生效
lint-note-keep-one = 该做：{ $lines }与{ $place }把 { $key } 设成了不同的值，现在以{ $place }为准：留下你要的那一行
lint-note-beside = 该做：有{ $place }在，{ $lines }就不起作用：两者只留你要的那个
lint-note-pairs-left = 另有 { $count } 行被别的行抵消：同一个键以最后一行为准
lint-numbers-count = 标为“有害”“值不合法”“内核没有这个键”的 { $count } 行
lint-number = { $number }
lint-numbers-one = 第 { $list } 行
lint-numbers-many = 第 { $list } 行
lint-numbers-and = { $list }、{ $next }

lint-reg-both = { $what }。{ $why }
lint-reg-port = MaxUserPort = { $value } 在这个版本上起作用：它是可分配的最大端口，默认 5000
lint-reg-port-why = 要重启系统才生效，常有人忘
lint-reg-bad = 不是注册表文件的写法。"名称"=dword:十六进制数 是设置，"名称"=- 是删除
lint-reg-delete-key = 会删掉整个项，连同本机全部 TCP/IP 配置。只删一个值请写 "名称"=-
lint-reg-elsewhere = 文档里它只在 HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters 下；写在这里，没有依据说 Windows 会看
lint-reg-ungraded = 没有已知的文档或测试说明哪个版本会理会它
lint-reg-type = 这里要的是 REG_DWORD，写成了别的类型：应写 dword: 加十六进制数
lint-reg-deleted = { $place }又把它删掉了，以最后一行为准
lint-reg-unneeded = 这里没有发现它能治的端口问题
lint-reg-strict = 2008 年前后的资料要求它和 TcpTimedWaitDelay 一起设；要重启系统才生效
lint-reg-strict-unproven = 2008 年前后的资料要求它和 TcpTimedWaitDelay 一起设；10、Server 2016 及以后是否理会，没有文档或测试证明
lint-reg-strict-version = 2008 年前后的资料要求它和 TcpTimedWaitDelay 一起设；管不管用要看版本，而版本未知
lint-reg-strict-other = 2008 年前后的资料只说要设成 1，别的值没有说
lint-reg-strict-alone = 它要和 TcpTimedWaitDelay 一起用，而 TcpTimedWaitDelay 没有设
lint-reg-away-ignored = 删掉的是这个版本不看的值
lint-reg-away-port = 删掉这个值：Vista 之前的版本最大端口就是 5000，之后的版本不看它
lint-reg-away-delay = 删掉这个值：按默认值，文档有 120 秒和 240 秒两种说法
lint-reg-away-strict = 删掉这个值
lint-note-head = { $input } 的第一行不是 "{ $head }" 或 "REGEDIT4"：regedit 不会导入
lint-note-reboot = Windows 启动时才读这些值：改了要重启系统
lint-note-version = Windows 版本未知。请在 --facts 文件里附上 systeminfo 或 ver 的输出
lint-note-table = 没有连接列表，取决于连接的就不下结论。请在 --facts 文件里附上 netstat -ano
