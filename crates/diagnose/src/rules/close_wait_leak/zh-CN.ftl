close-wait-leak-verdict = { $place }有 { $rows } 个连接对端已断开，而 { $program } 一直没有 close()：连接泄漏{ $ends }
close-wait-leak-verdict-owner = { $groups } 处共 { $rows } 个连接对端已断开，而 { $program } 一直没有 close()：连接泄漏{ $ends }
close-wait-leak-verdict-total = { $rows } 个连接对端已断开，本机程序一直没有 close()：连接泄漏
close-wait-leak-verdict-few = 能读到的部分没有问题；活动连接 { $all } 个中有 { $rows } 个 CLOSE_WAIT，过一分钟再数一次

close-wait-leak-summary = { $place }有 CLOSE_WAIT { $rows } 个：对端已断开，而 { $program } 没有关闭
close-wait-leak-summary-owner = CLOSE_WAIT { $rows } 个，分布在 { $groups } 处，{ $place }最多：对端已断开，而 { $program } 没有关闭
close-wait-leak-summary-total = CLOSE_WAIT { $rows } 个：对端已断开，本机程序没有关闭
close-wait-leak-summary-few = 活动连接 { $all } 个，其中 CLOSE_WAIT { $rows } 个：对端已断开，程序还没关

close-wait-leak-why-few = 繁忙的程序总有一些连接正在关闭：对端断开后、程序 close() 之前都是 CLOSE_WAIT。只有一次读数，看不出它们停留了多久
close-wait-leak-why-ended = 都已读到结尾却没有关闭：代码漏了 close()。CLOSE_WAIT 不会超时，每个占一个文件句柄{ $lasts }
close-wait-leak-why-unread = 对端断开后，程序一次也没再读过：多半是卡住，或漏了关闭。CLOSE_WAIT 不会超时，每个占一个文件句柄{ $lasts }
close-wait-leak-why-unseen = CLOSE_WAIT 不会超时，每个占一个文件句柄；输入里看不出程序有没有读到 EOF{ $lasts }
close-wait-leak-why-both = 对端断开后没有再读的 { $unread } 个，读到结尾却没有关闭的 { $ended } 个。CLOSE_WAIT 不会超时，每个占一个文件句柄{ $lasts }
close-wait-leak-why-counts = CLOSE_WAIT 不会超时，每个占一个文件句柄。只有计数，看不出是哪个程序、哪个端口，也看不出程序有没有读到 EOF
close-wait-leak-why-spread = CLOSE_WAIT 不会超时，每个占一个文件句柄。分布很散，归属进程未知

close-wait-leak-verdict-ending = { $place }有 { $rows } 个连接对端已断开，而 { $program } 还没有关，又多了 { $more }：照此速率它的文件句柄{ $span }耗尽（推断）
close-wait-leak-summary-ending = { $place }有 CLOSE_WAIT { $rows } 个，又多了 { $more }：对端已断开，{ $program } 还没有关
close-wait-leak-why-ending = 它已用文件句柄 { $used }/{ $limit }。两次读数之间新建的连接至少有一半还留着：要么泄漏，要么 close() 跟不上
close-wait-leak-lasts = {""}。又多了 { $more }（{ $window }内看到）；它已用文件句柄 { $used }/{ $limit }：照此速率{ $span }耗尽（推断）
close-wait-leak-lasts-unknown = {""}。又多了 { $more }（{ $window }内看到）；它的文件句柄上限未知，所以何时耗尽也不清楚
close-wait-leak-lasts-steady = {""}。{ $window }内没有明显变多；把 --interval 调长才看得出增长速率
close-wait-leak-ends = {""}，它的文件句柄{ $span }耗尽
close-wait-leak-span = { $low }～{ $high }后
close-wait-leak-moment = 马上
close-wait-leak-none = {""}

close-wait-leak-todo-restart = 急的话：重启 { $process } 立刻释放这些句柄（与 TIME_WAIT 不同），但会再漏
close-wait-leak-todo-close = 根治：read() 返回 0 后就 close()，出错和超时分支也一样
close-wait-leak-todo-read = 重启前先抓 { $process } 的线程栈，看卡在哪里：它已经不读这些连接了
close-wait-leak-todo-again = 一分钟后再运行一次：泄漏的话数量会变多，原来那些也都还在
    .command = ss -tanp state close-wait
close-wait-leak-todo-again-windows = 一分钟后再运行一次：泄漏的话数量会变多，原来那些也都还在
    .command = netstat -ano | findstr CLOSE_WAIT
close-wait-leak-todo-list-windows = 看是哪个进程占着
    .command = netstat -ano | findstr CLOSE_WAIT
close-wait-leak-todo-list = 看是哪个程序占着
    .command = ss -tanp state close-wait
close-wait-leak-todo-list-port = 看是哪个程序、哪些对端
    .command = ss -tanp state close-wait '( sport = :{ $port } )'
close-wait-leak-todo-list-route = 看是哪个程序
    .command = ss -tanp state close-wait 'dst { $target }'

close-wait-leak-dont-settings = 调内核参数：没有任何定时器会结束 CLOSE_WAIT，tcp_fin_timeout 也不管它
close-wait-leak-dont-keepalive = tcp_keepalive_*：连接会从列表里消失，句柄仍占着，泄漏只是看不见了

close-wait-leak-quiet = CLOSE_WAIT { $rows } 个

close-wait-leak-todo-list-bsd = 看有哪些连接；用 lsof -nP -iTCP -sTCP:CLOSE_WAIT 看是哪个程序
    .command = netstat -an -p tcp | grep CLOSE_WAIT
close-wait-leak-todo-again-bsd = 一分钟后再运行一次：泄漏的话数量会变多，原来那些也都还在
    .command = netstat -an -p tcp | grep CLOSE_WAIT

close-wait-leak-because-share = CLOSE_WAIT { $rows } > 全部 { $all } 条的 { $percent }%
close-wait-leak-because-few = CLOSE_WAIT { $rows } >= { $many }，不超过 { $all } 条的 { $percent }%
close-wait-leak-because-passing = CLOSE_WAIT { $rows } <= { $seconds } 秒 * 新建 { $opens } 个/秒
close-wait-leak-because-stay = CLOSE_WAIT { $rows } > { $seconds } 秒 * 新建 { $opens } 个/秒
close-wait-leak-because-grown = CLOSE_WAIT { $rows }，{ $seconds } 秒前 { $before }
