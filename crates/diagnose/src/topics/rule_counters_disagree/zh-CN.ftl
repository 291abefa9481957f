rule-counters-disagree-title = sockstat、netstat、ss 的数字对不上
rule-counters-disagree-what = sockstat（和 ss -s）的 tw 是 TIME_WAIT 加上没有进程的 FIN_WAIT2；inuse 两者都不算；alloc、orphan、mem 是整台主机的，在容器里看也一样；CurrEstab 是 ESTABLISHED 加 CLOSE_WAIT；netstat 和 ss 只看一个网络命名空间。
rule-counters-disagree-see = 和 ss 列出的行数对比：
    .command = cat /proc/net/sockstat
rule-counters-disagree-matters = 数字小得离谱时：连接在容器的网络命名空间里。用 root 运行 lastack，它会逐个看。
rule-counters-disagree-harmless = 差百分之几不用管：连接表不是快照，读的过程中一直在变。
rule-counters-disagree-source = sockstat_seq_show（net/ipv4/proc.c）、inet_diag；在 6.18 的子网络命名空间里实测：只有 5 个套接字，alloc 为 48
