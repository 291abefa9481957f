syn-recv-title = SYN_RECV：半连接，还差对端的最后一个 ACK
syn-recv-what = 收到了 SYN，也回了 SYN+ACK，第三个包还没来。内核只存一条约 320 字节的记录，不属于任何进程，不占文件句柄，计入该端口的监听套接字，约 1 分钟后自动清除。
syn-recv-see = 列出半连接和定时器；看来源地址和重传次数，比看总数有用：
    .command = ss -tano state syn-recv
syn-recv-matters = 达到监听套接字的 backlog 时要查。实测 backlog 64、收到 400 个 SYN：只有 65 个 SYN_RECV，其余 335 个在 tcp_syncookies=1 时改发 cookie，为 0 时直接丢弃。
syn-recv-harmless = 只有几个、来源各不相同、再看就没了，是正在进行的握手，不用管。
syn-recv-source = tcp_conn_request（net/ipv4/tcp_input.c）；在 6.18 上实测：backlog 64，400 个 SYN
