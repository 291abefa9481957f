reuse-2-covers-local-claim = 默认的 tcp_tw_reuse = 2 已经覆盖了本机内部的流量。
reuse-2-covers-local-truth = 只有一端是 127.x 或 ::1，或套接字绑在 lo 上才算。用本机网卡地址访问本机服务，虽然也走 lo，却不复用：范围用完照样 EADDRNOTAVAIL。
reuse-2-covers-local-source = tcp_twsk_unique（net/ipv4/tcp_ipv4.c）；在 6.18 上实测
