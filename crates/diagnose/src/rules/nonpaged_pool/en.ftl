nonpaged-pool-verdict = Windows said 10055{ $to }, but only { $held } of { $ports } dynamic ports are taken, { $time_wait } by TIME_WAIT: that is not the cause.
nonpaged-pool-summary = { $lines ->
    [one] 1 log line
   *[other] { $lines } log lines
 }{ $form }: 10055{ $to }; { $held } of { $ports } dynamic ports taken, { $time_wait } by TIME_WAIT.

nonpaged-pool-why = 10055 also comes when nonpaged memory is short: a driver or program that leaks it. Or the ports were gone before this table was taken.{ $outage }
nonpaged-pool-why-pool = 10055 also comes when nonpaged memory is short: a driver or program that leaks it. Now it has { $nonpaged } of { $memory }. Or the ports were gone before this table was taken.{ $outage }
nonpaged-pool-why-unlisted = This table leaves out sockets that are bound and nothing else, which hold ports too. If these are few, nonpaged memory is short, or the ports were gone before.{ $outage }

nonpaged-pool-todo-bound = See whether bound sockets hold the ports (Windows 10, Server 2016 and later).
    .command = netstat -anoq
nonpaged-pool-todo-pool = See how much nonpaged memory there is, and whether it grows from hour to hour.
    .command = Get-CimInstance Win32_PerfRawData_PerfOS_Memory | select PoolNonpagedBytes
nonpaged-pool-todo-again = Take the table again while it fails.
    .command = netstat -ano

nonpaged-pool-dont-time-wait = TcpTimedWaitDelay, a restart of the agent: TIME_WAIT holds few ports here.
nonpaged-pool-dont-range = A wider dynamic range: most of this one is free.

nonpaged-pool-because = { $log }, held { $held } < 50 % of { $ports } dynamic ports
