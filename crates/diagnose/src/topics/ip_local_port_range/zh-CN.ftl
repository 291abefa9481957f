ip-local-port-range-title = ip_local_port_range：connect() 可以选用的本地端口范围
ip-local-port-range-what = 默认 32768 到 60999，共 28232 个。这是对每个目的地址加端口而言，不是整台机器共用。connect() 先只试奇数（或偶数）端口，用完再试另一半。
ip-local-port-range-see = 查看范围；lastack ports 能看到每个去向用了多少：
    .command = sysctl net.ipv4.ip_local_port_range
ip-local-port-range-matters = 某个去向用掉一半以上时要查：connect() 变慢（7 到 890 微秒），用完报 EADDRNOTAVAIL。28232 个端口只够每秒关闭 470 次。要扩大的话，两端一奇一偶，并预留服务端口。
ip-local-port-range-harmless = 服务端接受的连接不用这些端口，改了也没有影响。
ip-local-port-range-source = __inet_hash_connect（net/ipv4/inet_hashtables.c）；在 6.18 上实测
