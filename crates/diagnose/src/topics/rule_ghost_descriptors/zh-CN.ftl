rule-ghost-descriptors-title = 连接表里看不到、却还占着文件句柄的套接字
rule-ghost-descriptors-what = 连接因 RST、keepalive 超时或 ss -K 结束时，表里那一行立刻消失，文件句柄却要等程序 close() 才释放。忘了关的程序就在泄漏句柄，netstat 和 ss 都看不出来（lsof 显示 can't identify protocol）。
rule-ghost-descriptors-see = 数某个进程的套接字（这里是 1 号进程），和 ss -tanp 里它的行数对比：
    .command = ls -l /proc/1/fd | grep -c socket:
rule-ghost-descriptors-matters = 数量一直涨就要处理：最后会撞上句柄上限。多半是被 keepalive 掩盖了的 CLOSE_WAIT 泄漏。
rule-ghost-descriptors-harmless = 只有几个不用管：刚收到 RST、程序还没来得及看，或者刚创建还没连接的套接字。
rule-ghost-descriptors-source = 在 6.18 上实测：keepalive 或 SOCK_DESTROY 结束 CLOSE_WAIT 之后，/proc/PID/fd 里还有这个套接字，连接表里已经没有
