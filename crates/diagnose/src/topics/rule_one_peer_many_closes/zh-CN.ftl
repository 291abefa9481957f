rule-one-peer-many-closes-title = 监听端口的 TIME_WAIT 大多来自同一个地址
rule-one-peer-many-closes-what = 本机服务先断开，而连接几乎都来自一个地址：负载均衡或 NAT 出口。默认约 28000 个源端口，每秒 500 条左右，一分钟内就会轮回一遍。
rule-one-peer-many-closes-see = 看 SYN 被挡回的次数（Linux 6.16 起有此计数）：
    .command = nstat -az TcpExtPAWSTimewait
rule-one-peer-many-closes-matters = 地址后面有多台机器（NAT）时要处理：时间戳比旧连接早的 SYN 只得到一个 ACK，最多要等 1 秒。复用连接、让对端先断开，或给它多几个地址。
rule-one-peer-many-closes-harmless = 后面只有一台机器就不用管：它的 SYN 会直接顶替自己的旧连接，有没有时间戳都一样。
rule-one-peer-many-closes-source = tcp_timewait_state_process（net/ipv4/tcp_minisocks.c）；在 6.18 上实测
