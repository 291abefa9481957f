tuple-churn-verdict = Windows 拒绝了向外连接（{ $code }）{ $to }：同样的端口太快被再次使用
tuple-churn-summary = { $lines } 行日志{ $form }：{ $code }，同样的端口太快被再次使用{ $to }

tuple-churn-why = 到同一去向的短连接太多：端口又轮到时，上一条连接还在 TIME_WAIT；动态端口不一定用完（用完是 10055 和事件 4231）{ $outage }
tuple-churn-why-table = { $time_wait } 个 TIME_WAIT 去往 { $target }：端口又轮到时，上一条连接还在 TIME_WAIT；动态端口不一定用完（用完是 10055 和事件 4231）{ $outage }
tuple-churn-hour = ；据事件日志，发生在最近一小时内

tuple-churn-todo-rows = 在那台机器上看 TIME_WAIT 大多去往哪里，并把输出交给 lastack
    .command = netstat -ano
tuple-churn-todo-reuse = 让程序复用连接（连接池、keep-alive），或让对端先断开
tuple-churn-todo-fixed = 如果程序绑定了固定的源端口：改为由 connect() 自动选择
tuple-churn-todo-range = 看动态端口有多少：越少，同一端口轮回得越快
    .command = netsh int ipv4 show dynamicport tcp

tuple-churn-dont-restart = 重启 agent 或程序：TIME_WAIT 归系统管，重启不会释放，只会更多
tuple-churn-dont-reuseaddr = SO_REUSEADDR：在 Windows 上会让别的程序抢占正在用的端口
