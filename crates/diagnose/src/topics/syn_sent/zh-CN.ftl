syn-sent-title = SYN_SENT：SYN 已发出，还没有回应
syn-sent-what = connect() 发出 SYN 后正在等回应。内核会按越来越长的间隔重发，大约 2 分钟后放弃，返回 ETIMEDOUT。
syn-sent-see = 列出连接、进程和定时器，看是不是都连往同一个去向：
    .command = ss -tnop state syn-sent
syn-sent-matters = 大量连接卡在同一个去向时要查：对端宕机、防火墙丢了 SYN，或者对端的全连接队列满了（满了会直接丢弃 SYN，不作任何回应）。
syn-sent-harmless = 只有几个，而且每次看都不一样，就不用管：一次握手只要一个往返。
syn-sent-source = RFC 9293；Documentation/networking/ip-sysctl.rst 的 tcp_syn_retries；在 6.18 上实测：全连接队列满时，客户端停在 SYN_SENT
