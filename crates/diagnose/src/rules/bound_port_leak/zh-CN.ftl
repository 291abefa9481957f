bound-port-leak-verdict = Windows 上有 { $bound } 个套接字只绑定不使用（BOUND），相当于 { $ports } 个动态端口的 { $percent }：有程序占着端口不用
bound-port-leak-summary = { $bound } 个套接字只绑定不使用（BOUND），相当于 { $ports } 个动态端口的 { $percent }

bound-port-leak-why = 每个都独占一个端口；是程序建了套接字、绑了端口，却既没连接也没关闭
bound-port-leak-why-not-time-wait = 每个都独占一个端口；TIME_WAIT 只有 { $time_wait } 个，不是原因。是程序建了套接字、绑了端口，却既没连接也没关闭

bound-port-leak-todo-who = 查是哪个进程占着
    .command = Get-NetTCPConnection -State Bound | group OwningProcess -NoElement | sort Count -Descending | select -First 5
bound-port-leak-todo-program = 重启那个程序就会释放（和 TIME_WAIT 不同）；再改程序：连接失败后要关闭套接字

bound-port-leak-dont-time-wait = 调 TcpTimedWaitDelay：它只管 TIME_WAIT，这些套接字还开着
bound-port-leak-dont-range = 放宽动态端口范围：只是晚一点漏满

bound-port-leak-quiet = 只绑定不使用的套接字 { $bound } 个，动态端口共 { $ports } 个

bound-port-leak-because = BOUND { $bound } >= { $ports } 个动态端口的 { $limit }%
