rule-server-closes-first-title = 服务端先断开，TIME_WAIT 留在服务端
rule-server-closes-first-what = TIME_WAIT 留在先断开的一方。本地端口是监听端口的那些行，说明是本机服务先断开的，和谁发起连接无关。
rule-server-closes-first-see = 本地端口是监听端口的，就是被动接受的连接：
    .command = ss -tan state time-wait
rule-server-closes-first-matters = 每个客户端地址最多 64512 个源端口：同一个代理或负载均衡每秒连这个端口超过 500 到 1000 次，就会撞上自己的旧连接。
rule-server-closes-first-harmless = 客户端多而分散就不用管：不占本地端口，不占文件句柄，上限只有 tcp_max_tw_buckets。延长 keep-alive，或让客户端先断开，就能减少或转移。
rule-server-closes-first-source = tcp_timewait_state_process（net/ipv4/tcp_minisocks.c）；在 6.18 上实测
