rule-listener-in-ephemeral-range-title = 监听端口落在临时端口范围内
rule-listener-in-ephemeral-range-what = connect() 从 ip_local_port_range 里挑空闲端口。服务停着的时候它的端口也是空闲的，可能分给客户端，之后服务 bind() 就报 EADDRINUSE。
rule-listener-in-ephemeral-range-see = 看范围和已经预留的端口：
    .command = sysctl net.ipv4.ip_local_port_range net.ipv4.ip_local_reserved_ports
rule-listener-in-ephemeral-range-matters = 端口在配置里写死、本机对外连接又多，就要处理：加进 ip_local_reserved_ports，connect() 和 bind() 端口 0 都不再用它，显式 bind() 不受影响（实测）。
rule-listener-in-ephemeral-range-harmless = 端口本来就随机的服务，或者对外连接很少，就不用管。
rule-listener-in-ephemeral-range-source = inet_hash_connect（net/ipv4/inet_hashtables.c）；在 6.18 上实测
