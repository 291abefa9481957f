rule-fixed-source-port-title = 程序用固定的源端口去连接
rule-fixed-source-port-what = connect() 前自己 bind() 端口，到一个去向就只有一个四元组。本端先断开后它要 TIME_WAIT 60 秒，这期间再 bind() 或 connect() 会报 EADDRINUSE。
rule-fixed-source-port-see = 看 ip_local_port_range 范围之外的源端口：
    .command = ss -tan state time-wait
rule-fixed-source-port-matters = 一分钟内会再连就要处理：让系统挑端口；防火墙非要固定端口时，每个套接字 bind() 前设 SO_REUSEADDR，且两端都有时间戳，就能连上（实测）。
rule-fixed-source-port-harmless = 连接一直保持，或由对端先断开，就不用管。
rule-fixed-source-port-source = __inet_hash_connect（net/ipv4/inet_hashtables.c）；在 6.18 上实测
