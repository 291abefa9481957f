rule-conntrack-near-full-title = conntrack（连接跟踪）表快满了
rule-conntrack-near-full-what = 防火墙和 NAT 用单独的表跟踪每个连接，已关闭的还要留 120 秒，是 TIME_WAIT 的两倍，所以每秒 nf_conntrack_max/120 个短连接就会占满。超过上限就丢弃新连接的包：table full, dropping packet。
rule-conntrack-near-full-see = 看当前数量和上限：
    .command = sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max
rule-conntrack-near-full-matters = 用到八成就该处理。满了以后客户端超时、ping 报 EPERM，而套接字看起来都正常。在宿主机上调大 nf_conntrack_max，或缩短 nf_conntrack_tcp_timeout_time_wait，或对最忙的端口不做跟踪。
rule-conntrack-near-full-harmless = 离上限还远就不用管。改它的超时不会影响 TIME_WAIT 的套接字。
rule-conntrack-near-full-source = __nf_conntrack_alloc（net/netfilter/nf_conntrack_core.c）；超时值在 6.18 上读到
