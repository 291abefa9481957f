nf-conntrack-tcp-timeout-time-wait-title = nf_conntrack_tcp_timeout_time_wait：防火墙把已关闭的连接记多久
nf-conntrack-tcp-timeout-time-wait-what = 单位秒，默认 120。它管的是连接跟踪表，和套接字是两张表：改了它，一个 TIME_WAIT 也不会少。
nf-conntrack-tcp-timeout-time-wait-see = 看当前条目数和上限；0 表示没有规则用到连接跟踪：
    .command = sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max
nf-conntrack-tcp-timeout-time-wait-matters = 条目数接近上限时要查：新连接会被丢弃，内核打印 nf_conntrack: table full, dropping packet。262144 条只够每秒 2184 个短连接。
nf-conntrack-tcp-timeout-time-wait-harmless = 离上限还远，或者没有启用连接跟踪，就不用管。
nf-conntrack-tcp-timeout-time-wait-source = net/netfilter/nf_conntrack_core.c；在 6.18 上实测
