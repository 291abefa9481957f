rule-snat-clash-title = 地址转换（NAT）丢弃连接（conntrack insert_failed）
rule-snat-clash-what = masquerade、SNAT 要为每条连接另选端口：这是第二份端口，按出口地址和去向计，套接字表里看不到。两条连接选到同一个时，后一条的第一个包被丢弃。
rule-snat-clash-see = 看 insert_failed（各 CPU 之和），应当不涨：
    .command = conntrack -S
rule-snat-clash-matters = 去向都正常而它在涨：连接卡 1 秒或 3 秒（SYN 重传），域名解析卡 5 秒。改为随机选端口（fully-random）、放宽范围、增加出口地址、减少连接。
rule-snat-clash-harmless = 以前的数字、现在不涨，就不用管。
rule-snat-clash-source = __nf_conntrack_confirm（net/netfilter/nf_conntrack_core.c）；在 6.18 上实测
