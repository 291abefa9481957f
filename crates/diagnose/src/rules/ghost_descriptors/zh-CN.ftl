ghost-descriptors-verdict = { $process }持有 { $ghosts } 个连接表里看不到的死套接字：它在泄漏文件句柄

ghost-descriptors-summary = { $process }有 { $ghosts } 个套接字不在任何连接表里：内核早已关闭，程序一直没有 close()

ghost-descriptors-why = 这些连接因 RST 或 keepalive 超时而结束，程序却没有 close()。netstat 和 ss 都看不到它们，每个占一个文件句柄
ghost-descriptors-why-limit = 这些连接因 RST 或 keepalive 超时而结束，程序却没有 close()。netstat 和 ss 都看不到它们；文件句柄已用 { $used }/{ $limit }

ghost-descriptors-todo-close = 改程序：出错之后、连接不用之后都要 close()；在改好之前，重启可以释放这些句柄
ghost-descriptors-todo-see = 隔一分钟运行两次，数字在涨就是泄漏
    .command = ls -l /proc/{ $pid }/fd | grep -c socket:

ghost-descriptors-dont-settings = 内核参数：内核这边早就放手了，只有程序自己能关
ghost-descriptors-dont-keepalive = tcp_keepalive_*：CLOSE_WAIT 正是这样变成现在看到的样子

ghost-descriptors-quiet = 连接表里看不到的套接字：单个进程最多 { $ghosts } 个
