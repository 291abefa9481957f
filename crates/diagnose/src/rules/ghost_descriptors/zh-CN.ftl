ghost-descriptors-verdict = { $process }持有 { $ghosts } 个连接表里看不到的套接字（已关闭或从未连上）：它在泄漏文件句柄

ghost-descriptors-summary = { $process }有 { $ghosts } 个套接字不在任何连接表里：连接早已结束，或者从来没有连上过

ghost-descriptors-why = 要么是连接因 RST 或 keepalive 超时结束后没有 close()，要么是套接字从来没有连上。netstat 和 ss 都看不到它们，每个占一个文件句柄
ghost-descriptors-why-limit = 要么是连接因 RST 或 keepalive 超时结束后没有 close()，要么是套接字从来没有连上。netstat 和 ss 都看不到它们；文件句柄已用 { $used }/{ $limit }

ghost-descriptors-todo-close = 改程序：出错之后、连接不用之后都要 close()；在改好之前，重启可以释放这些句柄
ghost-descriptors-todo-see = 隔一分钟运行两次，数字在涨就是泄漏
    .command = ls -l /proc/{ $pid }/fd | grep -c socket:

ghost-descriptors-dont-settings = 内核参数：内核这边早就放手了，只有程序自己能关
ghost-descriptors-dont-keepalive = tcp_keepalive_*：CLOSE_WAIT 正是这样变成现在看到的样子

ghost-descriptors-quiet = 连接表里看不到的套接字：单个进程最多 { $ghosts } 个

ghost-descriptors-verdict-unsure = 能读到的部分没有问题；{ $process }有 { $ghosts } 个套接字不在能读到的连接表里
ghost-descriptors-summary-unsure = { $process }有 { $ghosts } 个套接字不在能读到的连接表里：已关闭、从未连上，或属于别的网络命名空间
ghost-descriptors-why-unsure = 有网络命名空间没能读到：这些可能是那里面正常的连接

ghost-descriptors-because = 连接表里看不到的套接字 { $ghosts } >= { $many }
ghost-descriptors-because-share = 连接表里看不到的套接字 { $ghosts } > { $tcp } 的 { $percent }%
