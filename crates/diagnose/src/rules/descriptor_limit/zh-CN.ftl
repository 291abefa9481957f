descriptor-limit-verdict = { $process }的文件句柄已用 { $used }/{ $limit }：很快就无法 accept() 和 connect()
descriptor-limit-verdict-files = { $process }的文件句柄已用 { $used }/{ $limit }，大多不是 TCP 套接字：数据库这类程序会故意多开文件
descriptor-limit-verdict-full = { $process }的文件句柄几乎用完（已用 { $used }/{ $limit }）：accept()、connect() 已经失败，或马上就会失败
descriptor-limit-verdict-host = 整台主机的文件句柄已用 { $used }/{ $limit }：很快什么程序都打不开文件

descriptor-limit-summary = { $process }：文件句柄已用 { $used }/{ $limit }
descriptor-limit-summary-host = 整台主机：文件句柄已用 { $used }/{ $limit }（fs.file-max）

descriptor-limit-why = 到了上限，accept() 和 connect() 报 EMFILE（Too many open files），客户端卡在全连接队列里
descriptor-limit-why-tcp = 其中 TCP 套接字 { $tcp } 个；到了上限，accept() 和 connect() 报 EMFILE（Too many open files），客户端卡在全连接队列里
descriptor-limit-why-files = 其中 TCP 套接字只有 { $tcp } 个；有些程序就是会把文件开到上限附近，但真到了上限，accept() 会报 EMFILE
descriptor-limit-why-host = 超过 fs.file-max，open() 和 socket() 报 ENFILE（Too many open files in system）

descriptor-limit-todo-see = 看都是什么：一直涨就是泄漏，调大上限只能拖延
    .command = ls -l /proc/{ $pid }/fd
descriptor-limit-todo-raise = 不停机调大上限；启动时就按上限分配好的程序需要重启。被拒绝说明硬上限更低：用 root 运行，冒号后面再写一遍这个数
    .command = prlimit --pid { $pid } --nofile={ $to }:{ $hard }
descriptor-limit-todo-unit = 永久生效：systemd 单元里写 LimitNOFILE=，容器则设 nofile ulimit
descriptor-limit-todo-raise-host = 先调大主机上限，再找出占用最多的程序
    .command = sysctl -w fs.file-max={ $twice }

descriptor-limit-dont-time-wait = 针对 TIME_WAIT 的参数：TIME_WAIT 不占文件句柄

descriptor-limit-quiet = 文件句柄：离上限最近的是 { $process }，{ $used }/{ $limit }

descriptor-limit-because = 文件句柄 { $used } >= { $limit } 的 { $percent }%
descriptor-limit-because-host = 整台主机的文件句柄 { $used } >= { $limit } 的 { $percent }%
