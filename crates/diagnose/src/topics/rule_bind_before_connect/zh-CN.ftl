rule-bind-before-connect-title = 先 bind() 再 connect()：所有去向合用一份端口
rule-bind-before-connect-what = bind() 端口 0 时还不知道去向，只能挑一个没有任何去向在用的端口；直接 connect() 则不同去向可以共用。于是 10 个后端合用 28232 个端口，而不是各有 28232 个。
rule-bind-before-connect-see = 看所有去向的端口占用；起点为偶数时，bind() 先用奇数端口，connect() 先用偶数端口：
    .command = lastack ports
rule-bind-before-connect-matters = 范围大半被占时要处理：哪个去向都不缺端口，bind() 却报 EADDRINUSE（Address already in use）。bind() 前设置 IP_BIND_ADDRESS_NO_PORT（Linux 4.2 起），或不要 bind()。
rule-bind-before-connect-harmless = 只占范围的一小部分，就不用管。
rule-bind-before-connect-source = inet_csk_get_port（net/ipv4/inet_connection_sock.c）；在 6.18 上实测
