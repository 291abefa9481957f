tcp-keepalive-time-title = tcp_keepalive_time：空闲多久后发第一个探测包
tcp-keepalive-time-what = 单位秒，默认 7200。只对程序设置了 SO_KEEPALIVE 的连接有效。之后每隔 tcp_keepalive_intvl 再探测，共 tcp_keepalive_probes 次。
tcp-keepalive-time-see = 查看三个值；用了它的连接在 ss -to 里会显示 keepalive 定时器：
    .command = sysctl net.ipv4.tcp_keepalive_time net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes
tcp-keepalive-time-matters = 对端早就没了、ESTABLISHED 却一直在，或者路上的 NAT、防火墙比第一个探测更早忘掉空闲连接时，值得调小。
tcp-keepalive-time-harmless = 对 TIME_WAIT、FIN_WAIT 没有作用；对 CLOSE_WAIT 只是掩盖泄漏。
tcp-keepalive-time-source = Documentation/networking/ip-sysctl.rst
