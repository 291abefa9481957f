port-blocked-on-both-ends-claim = TIME_WAIT 期间两端的端口都不能使用，要等 2MSL 结束。
port-blocked-on-both-ends-truth = 被占住的只是这一组四元组，而且只在先断开的一端。同一个本地端口照样能连别的去向：实测 100 个端口到 2 个去向建了 200 条连接。监听端口更是一直能接受新连接。
port-blocked-on-both-ends-source = __inet_check_established（net/ipv4/inet_hashtables.c）；在 6.18 上实测：100 个端口、2 个去向、200 条连接
