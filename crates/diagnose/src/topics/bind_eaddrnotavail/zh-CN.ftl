bind-eaddrnotavail-title = bind() 报 EADDRNOTAVAIL：这个地址不在本机上
bind-eaddrnotavail-what = bind() 要用的地址，本机（或本容器）的网卡上都没有。这和 TIME_WAIT、端口都无关；如果是 connect() 报同样的错，才是本地端口用完了。
bind-eaddrnotavail-see = 拿报错里的地址和本机现有的地址对一下：
    .command = ip -brief address
bind-eaddrnotavail-matters = 启动时报错，服务就没有监听起来。改正地址，或监听 0.0.0.0、[::]。如果虚拟 IP 此刻在别的机器上（keepalived、集群），设 net.ipv4.ip_nonlocal_bind=1 或用 IP_FREEBIND，服务就能先启动。
bind-eaddrnotavail-harmless = 主备之间的备机，虚拟 IP 在主机上时报错是正常的。
bind-eaddrnotavail-source = __inet_bind（net/ipv4/af_inet.c）；ip(7) 的 IP_FREEBIND；在 6.18 上实测
