log-signature-summary = { $lines } 行日志{ $form }：{ $what }{ $to }

log-signature-to = ，去往 { $target }
log-signature-on = ，端口 { $port }
log-signature-nowhere = {""}
log-signature-and-others = { $place }，另有 { $others } 处
log-signature-form = （{ $form }）
log-signature-no-form = {""}

log-signature-outage = ；中断时间 { $from } 到 { $until }，共 { $span }
log-signature-outage-longest = ；中断过多次，最长一次 { $from } 到 { $until }，共 { $span }（另有 { $others } 次）
log-signature-outage-lasts = ；{ $from } 起中断，到日志末尾还没恢复
log-signature-outage-lasts-others = ；{ $from } 起中断，到日志末尾还没恢复；之前还中断过 { $others } 次
log-signature-outage-hour = ；据内核日志，发生在最近一小时内
log-signature-outage-none = {""}

log-signature-now-nothing = {""}
log-signature-now-gone = ；现在连接表里没有去往那里的连接
log-signature-now-rows = ；现在连接表里去往那里的有 { $rows } 个
log-signature-now-ports = ；现在去往那里的本地端口已用 { $taken }/{ $usable }

log-signature-uptime = ；Vista、7、2008、2008 R2 开机超过 497 天还会因缺陷不再释放 TIME_WAIT（KB2553549）
log-signature-uptime-old = ；这台主机已开机 { $up }：Vista、7、2008、2008 R2 超过 497 天就不再释放 TIME_WAIT（KB2553549）

log-signature-what-active-checks-failed = Zabbix agent 连不上 server 或 proxy
log-signature-what-bind-eaddrinuse = bind() 失败，端口被占用（EADDRINUSE）
log-signature-what-bind-eaddrnotavail = bind() 失败，主机上没有这个地址（EADDRNOTAVAIL）
log-signature-what-bucket-overflow = tcp_max_tw_buckets 已满
log-signature-what-conntrack-full = conntrack 表已满
log-signature-what-connect-eaddrinuse = connect() 时端口已被占用（EADDRINUSE）
log-signature-what-connect-eaddrnotavail = connect() 时没有可用的本地端口（EADDRNOTAVAIL）
log-signature-what-eaddrinuse = 地址已被占用（EADDRINUSE）
log-signature-what-eaddrnotavail = 无法分配请求的地址（EADDRNOTAVAIL）
log-signature-what-emfile = 进程的文件句柄用完（EMFILE）
log-signature-what-enfile = 主机的文件句柄用完（ENFILE）
log-signature-what-orphans = 孤儿套接字过多
log-signature-what-port-range-parity = ip_local_port_range 两端奇偶相同
log-signature-what-syn-flooding = 半连接队列满过
log-signature-what-sysctl-invalid = sysctl：内核拒绝了某个值
log-signature-what-sysctl-missing = sysctl：内核没有这个参数
log-signature-what-tcpip-4227 = Windows 事件 4227，端口太快被再次使用
log-signature-what-tcpip-4231 = Windows 事件 4231，动态端口用完
log-signature-what-wsaeaddrinuse = 10048（WSAEADDRINUSE）
log-signature-what-wsaenobufs = 10055（WSAENOBUFS）

log-signature-verdict-active-checks-failed = Zabbix agent 连不上 server 或 proxy{ $to }，日志没说原因
log-signature-verdict-bind-eaddrinuse = 服务启动失败{ $to }：端口被占用，之后也不会自己起来
log-signature-verdict-bind-eaddrnotavail = 程序 bind() 失败{ $to }：主机上没有这个地址
log-signature-verdict-bucket-overflow = TIME_WAIT 到过 tcp_max_tw_buckets 上限：连接不经 TIME_WAIT 直接结束，对端可能收到 RST
log-signature-verdict-conntrack-full = conntrack 表满过：新连接的包被丢弃，下次高峰还会再丢
log-signature-verdict-connect-eaddrinuse = 向外连接失败{ $to }：本地端口已被占用；同样的负载还会再来
log-signature-verdict-connect-eaddrnotavail = 向外连接失败{ $to }：没有可用的本地端口；同样的负载还会再来
log-signature-verdict-eaddrinuse = 程序要用的端口被占用{ $to }：要么是服务启动，要么是向外连接
log-signature-verdict-eaddrnotavail = 没有可用的本地端口{ $to }，或者主机上没有所要的地址
log-signature-verdict-emfile = 程序的文件句柄用完过：既不能 accept() 也不能 connect()
log-signature-verdict-enfile = 主机的文件句柄用完过：什么程序都打不开文件
log-signature-verdict-orphans = 内核 RST 过已关闭的连接：没了响应的对端太多
log-signature-verdict-port-range-parity = 不用管：ip_local_port_range 两端奇偶相同，能用，只是分配不够均匀
log-signature-verdict-syn-flooding = 半连接队列满过{ $to }；客户端没有抱怨的话可以先放着
log-signature-verdict-sysctl-invalid = 有一行 sysctl 被内核拒绝；同一文件的其他行照样生效了
log-signature-verdict-sysctl-missing = 那个内核没有某个 sysctl 参数；同一文件的其他行照样生效了
log-signature-verdict-tcpip-4227 = Windows 拒绝了向外连接：同样的端口太快被再次使用
log-signature-verdict-tcpip-4231 = Windows 的动态端口用完了：整台主机都连不出去
log-signature-verdict-wsaeaddrinuse = Windows 不给用端口（10048{ $to }）：已被占用，或还在 TIME_WAIT
log-signature-verdict-wsaenobufs = Windows 连不出去（10055{ $to }）：多半是动态端口用完了

log-signature-why-active-checks-failed = 期间主动检查停止，数据积压在 agent 里{ $outage }
log-signature-why-bind-eaddrinuse = 端口被别的程序监听着，或被向外的连接占了，或旧服务没设 SO_REUSEADDR 而留下 60 秒的 TIME_WAIT{ $outage }
log-signature-why-bind-eaddrnotavail = 配置里地址写错，或者这个地址稍后才会加上（VPN、虚拟 IP、容器）{ $outage }
log-signature-why-bucket-overflow = 只有 2.6 时代的内核会打印这一行，新内核只增加 TCPTimeWaitOverflow 计数{ $outage }
log-signature-why-conntrack-full = 客户端超时，ping 报 EPERM；conntrack 把已关闭的连接保留 120 秒，每秒 nf_conntrack_max/120 个短连接就会占满{ $outage }
log-signature-why-connect-eaddrinuse = 先 bind() 再 connect() 的程序，所有去向共用一套端口；固定源端口关闭后 60 秒内不能再用{ $now }{ $outage }
log-signature-why-connect-eaddrnotavail = 去往这一个目的地的本地端口全被占用，多半是 60 秒的 TIME_WAIT：默认端口范围每秒约 470 个连接就会用完{ $now }{ $outage }
log-signature-why-eaddrinuse = 服务 bind() 时：端口被别人占着，或 TIME_WAIT 而没设 SO_REUSEADDR；connect() 时：程序先做了 bind(){ $now }{ $outage }
log-signature-why-eaddrnotavail = connect() 时：去往那里的本地端口全被占用；bind() 时：主机上没有这个地址{ $now }{ $outage }
log-signature-why-emfile = 期间客户端卡在全连接队列里；要么在泄漏连接（CLOSE_WAIT），要么上限相对负载太低{ $outage }
log-signature-why-enfile = 到了 fs.file-max；多半是某一个程序占了大部分{ $outage }
log-signature-why-orphans = 程序已关闭而对端不确认的连接；tcp_max_orphans 对整台主机生效{ $outage }
log-signature-why-port-range-parity = connect() 先用同一奇偶的端口，32768～60999 两种一样多
log-signature-why-syn-flooding = 新连接超过了监听程序的 backlog；有 SYN cookie 时客户端仍能连上。每个监听端口内核只打印一次，不管持续多久{ $outage }
log-signature-why-sysctl-invalid = sysctl -p 出错后会继续：文件只有一部分生效
log-signature-why-sysctl-missing = sysctl -p 出错后会继续：文件只有一部分生效。比如 tcp_tw_recycle 从 4.12 起已删除，之前会让 NAT 后面的客户端连不上
log-signature-why-tcpip-4227 = 到同一目的地的短连接太多：Windows 把每个已关闭的连接保留 2～4 分钟{ $outage }
log-signature-why-tcpip-4231 = 默认 16384 个端口，连接结束后每个还要保留 2～4 分钟：每秒 68～136 个连接就会用完{ $uptime }{ $outage }
log-signature-why-wsaeaddrinuse = 服务启动时：端口被别的程序占着；向外连接时：同样的端口太快被再次使用{ $outage }
log-signature-why-wsaenobufs = 默认 16384 个动态端口，连接结束后每个还要保留 2～4 分钟；少数情况是非分页内存不足{ $uptime }{ $outage }

log-signature-todo-rows = 出现时在那台机器上运行 lastack，或把这个命令的输出连同日志一起贴过来
    .command = ss -tanpo
log-signature-todo-pool = 让程序复用连接（连接池、keep-alive），或让对端先断开
log-signature-todo-bind = 让程序把源端口留给 connect() 去选（一定要选地址就用 IP_BIND_ADDRESS_NO_PORT）
log-signature-todo-holder = 看端口被谁占着
    .command = ss -tanp '( sport = :{ $port } )'
log-signature-todo-holder-windows = 看端口被谁占着
    .command = netstat -ano | findstr :{ $port }
log-signature-todo-reuseaddr = 监听时设 SO_REUSEADDR，而且重启之前在跑的版本也要设过
log-signature-todo-address = 看主机上有哪些地址
    .command = ip -brief address
log-signature-todo-buckets = 看上限；连接真有这么快就调大
    .command = sysctl net.ipv4.tcp_max_tw_buckets
log-signature-todo-conntrack = 看现在离上限多远；要在宿主机上调大 nf_conntrack_max
    .command = sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max
log-signature-todo-descriptors = 看谁的句柄最多、上限多少：在那台机器上用 root 运行 lastack
    .command = lastack -v
log-signature-todo-close-wait = 看是不是在泄漏连接：对端已断开、程序一直没关的
    .command = ss -tanp state close-wait
log-signature-todo-file-max = 看打开了多少、上限多少
    .command = sysctl fs.file-nr
log-signature-todo-orphans = 看是哪些对端没了响应
    .command = ss -tano state fin-wait-1 state last-ack state closing
log-signature-todo-parity = 像默认值那样，两端一奇一偶
    .command = sysctl -w net.ipv4.ip_local_port_range="32768 60999"
log-signature-todo-half-open = 看是哪些对端、有没有回应
    .command = ss -tn state syn-recv
log-signature-todo-sysctl = 看文件里每一行在那个内核上起什么作用
    .command = lastack lint /etc/sysctl.conf
log-signature-todo-agent = 看 agent 在这之前的几行：那里有错误码
log-signature-todo-zabbix = 让 agent 少建连接：在配置里调大 BufferSend 和 RefreshActiveChecks
log-signature-todo-rows-windows = 在那台机器上看是谁占着端口，并把输出交给 lastack
    .command = netstat -ano
log-signature-todo-dynamic = 看动态端口有多少；把 show 换成 set dynamicport 最多可设到 64511 个
    .command = netsh int ipv4 show dynamicport tcp
log-signature-todo-uptime = 看开机多久了；Vista、7、2008、2008 R2 超过 497 天就装补丁或重启系统
    .command = wmic os get lastbootuptime

log-signature-dont-settings = tcp_fin_timeout：不影响 TIME_WAIT；tcp_tw_recycle：4.12 起已删除；调小 tcp_max_tw_buckets：还没关完的对端会收到 RST
log-signature-dont-ulimit = 调 ulimit、加内存：TIME_WAIT 不占文件句柄，也几乎不占内存
log-signature-dont-reuseport = SO_REUSEPORT：两个服务会悄悄共用一个端口
log-signature-dont-nonlocal = ip_nonlocal_bind=1：会掩盖写错的地址；只适合会漂移的虚拟 IP
log-signature-dont-lower-buckets = 调小 tcp_max_tw_buckets：正是它造成的
log-signature-dont-conntrack-time-wait = 针对 TIME_WAIT 的参数：conntrack 是另一张表
log-signature-dont-time-wait = 针对 TIME_WAIT 的参数：TIME_WAIT 不占文件句柄，也不是孤儿套接字
log-signature-dont-syn-backlog = 调大 tcp_max_syn_backlog：除非 tcp_syncookies=0，内核根本不看它
log-signature-dont-trust = 只看 sysctl -p 的退出码：要把值读回来核对
log-signature-dont-restart = 重启 agent 或程序：TIME_WAIT 归系统管，重启不会释放，只会更多
log-signature-dont-windows = MaxUserPort：Vista、2008 起已被忽略；TcpTimedWaitDelay：要重启系统，在 Server 2016 及以后是否有效未经证实
