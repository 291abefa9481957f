dynamic-range-exhaustion-verdict-logged = Windows 连不出去（{ $code }）{ $to }：多半是动态端口用完了
dynamic-range-exhaustion-verdict-logged-held = Windows 连不出去（{ $code }）{ $to }：动态端口已占 { $held }/{ $ports }，其中 TIME_WAIT { $time_wait } 个
dynamic-range-exhaustion-verdict-logged-open = Windows 连不出去（{ $code }）{ $to }：{ $ports } 个动态端口被 { $open } 个未关闭的连接占着，与 TIME_WAIT（{ $time_wait } 个）无关
dynamic-range-exhaustion-verdict-logged-bound = Windows 连不出去（{ $code }）{ $to }：动态端口被只绑定不使用的套接字占了 { $bound }/{ $ports }，与 TIME_WAIT（{ $time_wait } 个）无关
dynamic-range-exhaustion-verdict-passed = Windows 的动态端口用完过；现在占用 { $held }/{ $ports }，其中 TIME_WAIT { $time_wait } 个
dynamic-range-exhaustion-verdict-full = Windows 的动态端口快用光了：已占 { $held }/{ $ports }，其中 { $most } 个去往 { $target }
dynamic-range-exhaustion-verdict-held = Windows 动态端口已占 { $held }/{ $ports }，其中 TIME_WAIT { $time_wait } 个；用完后所有程序都连不出去

dynamic-range-exhaustion-summary-logged = { $lines } 行日志{ $form }：{ $code }，没有动态端口可用{ $to }
dynamic-range-exhaustion-summary-held = { $ports } 个动态端口已占 { $percent }：TIME_WAIT { $time_wait } 个，未关闭的连接 { $open } 个，只绑定的 { $bound } 个

dynamic-range-exhaustion-why-logged = 默认 16384 个动态端口，连接结束后每个还要保留 2～4 分钟：每秒 68～136 个连接就会用完；10055 少数情况是非分页内存不足{ $uptime }{ $outage }
dynamic-range-exhaustion-why-logged-held = { $most } 个去往 { $target }；连接结束后端口还要保留 2～4 分钟：{ $ports } 个端口，每秒 { $fewest }～{ $most_a_second } 个连接就会用完{ $uptime }{ $outage }
dynamic-range-exhaustion-why-logged-open = 大多是未关闭的连接，其中 { $most } 个去往 { $target }：有程序建了连接一直不关{ $outage }
dynamic-range-exhaustion-why-logged-bound = 有程序建了套接字、绑了端口，却既没连接也没关闭{ $outage }
dynamic-range-exhaustion-why-passed = 这份连接表里占用不多，此刻占端口的不是 TIME_WAIT：可能已经过去，也可能一阵一阵地来{ $outage }
dynamic-range-exhaustion-why-held = { $most } 个去往 { $target }；连接结束后端口还要保留 2～4 分钟：{ $ports } 个端口，每秒 { $fewest }～{ $most_a_second } 个连接就会用完{ $uptime }
dynamic-range-exhaustion-why-open = 大多是未关闭的连接，其中 { $most } 个去往 { $target }：不是 TIME_WAIT 的问题
dynamic-range-exhaustion-hour = ；据事件日志，发生在最近一小时内

dynamic-range-exhaustion-todo-rows = 在那台机器上看是谁占着端口，并把输出交给 lastack
    .command = netstat -anoq
dynamic-range-exhaustion-todo-reuse = 让 { $program } 复用连接（连接池、keep-alive），或让对端先断开
dynamic-range-exhaustion-todo-zabbix = 让 agent 少建连接：在配置里调大 BufferSend 和 RefreshActiveChecks
dynamic-range-exhaustion-todo-range = 然后增加动态端口（下面是默认的两倍；先用 show dynamicport 记下原值）
    .command = netsh int { $family } set dynamicport tcp start=32768 num=32768
dynamic-range-exhaustion-todo-delay = 最后，这个版本可以设 TcpTimedWaitDelay=30，重启系统后生效
    .command = reg add HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters /v TcpTimedWaitDelay /t REG_DWORD /d 30
dynamic-range-exhaustion-todo-who = 看哪个进程占得最多（最后一列是进程号）
    .command = netstat -ano
dynamic-range-exhaustion-todo-who-bound = 看只绑定的套接字是哪个进程的（最后一列）；重启那个进程就会释放
    .command = netstat -anoq

dynamic-range-exhaustion-dont-restart = 重启 agent 或程序：TIME_WAIT 归系统管，重启不会释放，只会更多
dynamic-range-exhaustion-dont-max-user-port = MaxUserPort：只有 Vista 之前的 Windows 才看它，之后看的是动态端口范围
dynamic-range-exhaustion-dont-reuseaddr = SO_REUSEADDR：在 Windows 上会让别的程序抢占正在用的端口
dynamic-range-exhaustion-dont-delay = TcpTimedWaitDelay：要重启系统，在 Server 2016 及以后是否有效未经证实
dynamic-range-exhaustion-dont-delay-not-time-wait = TcpTimedWaitDelay：它只管 TIME_WAIT，占端口的不是 TIME_WAIT

dynamic-range-exhaustion-quiet = 动态端口占用 { $held }/{ $ports }

dynamic-range-exhaustion-because = 占用 { $held } >= { $ports } 个动态端口的 { $limit }%
