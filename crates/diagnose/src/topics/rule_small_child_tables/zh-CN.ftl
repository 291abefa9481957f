rule-small-child-tables-title = 容器有独立的小 TCP 连接表
rule-small-child-tables-what = 设了 net.ipv4.tcp_child_ehash_entries，新建的命名空间就有一张这么大的独立表；tcp_max_tw_buckets 是它的一半，tcp_max_syn_backlog 至少 128：128 个槽对应 64 和 128。
rule-small-child-tables-see = 在容器里看，负数表示共用宿主机的表：
    .command = sysctl net.ipv4.tcp_ehash_entries net.ipv4.tcp_max_tw_buckets net.ipv4.tcp_max_syn_backlog
rule-small-child-tables-matters = 断开速率超过“上限/60”，连接就没有 TIME_WAIT，对端会收到 RST：64 只够每秒 1 个。先在容器里调大上限；表本身要把该键设为 0 后重建容器。
rule-small-child-tables-harmless = 容器几乎不主动断开连接，就不用管。
rule-small-child-tables-source = tcp_set_hashinfo（net/ipv4/tcp_ipv4.c）；在 6.18 上实测
