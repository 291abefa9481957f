last-ack-title = LAST_ACK：双方都已关闭，还差对端对我方 FIN 的确认
last-ack-what = 对端先断开，本端程序随后也关了；内核在等最后一个 ACK，等不到就重发 FIN。没有进程持有它。
last-ack-see = 列出连接和重传定时器：
    .command = ss -tano state last-ack
last-ack-matters = 大量堆积时要查：对端发完 FIN 就消失了，或者链路上把 ACK 丢了。每个都是孤儿套接字，计入 tcp_max_orphans。
last-ack-harmless = 只有几个不用管：正常只持续一个往返，对端没了也只留约 2 分钟。
last-ack-source = RFC 9293；Documentation/networking/ip-sysctl.rst 的 tcp_orphan_retries
