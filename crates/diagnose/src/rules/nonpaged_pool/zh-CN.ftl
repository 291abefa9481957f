nonpaged-pool-verdict = Windows 报过 10055{ $to }，但动态端口只占 { $held }/{ $ports }，其中 TIME_WAIT { $time_wait } 个：不是 TIME_WAIT 的问题
nonpaged-pool-summary = { $lines } 行日志{ $form }：10055{ $to }；动态端口占用 { $held }/{ $ports }，其中 TIME_WAIT { $time_wait } 个

nonpaged-pool-why = 非分页内存不足也会报 10055（驱动或程序泄漏）；也可能取这份连接表之前端口用完过{ $outage }
nonpaged-pool-why-pool = 非分页内存不足也会报 10055（驱动或程序泄漏），现在占 { $nonpaged }（内存共 { $memory }）；也可能取这份连接表之前端口用完过{ $outage }
nonpaged-pool-why-unlisted = 这份连接表不列只绑定不使用的套接字，它们也占端口；如果这类不多，就是非分页内存不足，或之前端口用完过{ $outage }

nonpaged-pool-todo-bound = 看端口是不是被只绑定的套接字占着（Windows 10、Server 2016 及以后）
    .command = netstat -anoq
nonpaged-pool-todo-pool = 看非分页内存有多少，是不是逐小时在涨
    .command = Get-CimInstance Win32_PerfRawData_PerfOS_Memory | select PoolNonpagedBytes
nonpaged-pool-todo-again = 出错的当时再取一次连接表
    .command = netstat -ano

nonpaged-pool-dont-time-wait = 调 TcpTimedWaitDelay、重启 agent：这里 TIME_WAIT 占的端口很少
nonpaged-pool-dont-range = 放宽动态端口范围：现有的大多空着

nonpaged-pool-because = { $log }，占用 { $held } < { $ports } 个动态端口的 50%
