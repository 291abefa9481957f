rule-orphans-near-limit-title = 孤儿套接字接近 tcp_max_orphans
rule-orphans-near-limit-what = 没有程序持有、但还有数据或 FIN 没送达的连接：FIN_WAIT1、LAST_ACK、CLOSING。上限对整台主机生效；4 分钟没有发过数据的按两个算，所以到一半就会开始 RST，并打印 too many orphaned sockets。
rule-orphans-near-limit-see = 看 orphan 后面的数字，上限是 net.ipv4.tcp_max_orphans：
    .command = cat /proc/net/sockstat
rule-orphans-near-limit-matters = 用到一半就该处理：对端会丢掉最后那部分数据。查是哪些对端没响应；调小 tcp_orphan_retries 可以早点放弃。
rule-orphans-near-limit-harmless = 离上限还远就不用管：每个约 2 分钟后自动回收。
rule-orphans-near-limit-source = tcp_out_of_resources（net/ipv4/tcp_timer.c）、tcp_check_oom（net/ipv4/tcp.c）；内核文档 ip-sysctl
