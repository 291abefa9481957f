epipe-title = EPIPE：Broken pipe（断开的管道，Linux 错误号 32）
epipe-what = 程序往已经结束的连接里写数据：对端的 RST 已到，或者程序自己先关了发送方向。对端断开后第一次写仍会成功，对端回 RST，第二次写才报这个错。
epipe-see = 列出对端已先断开、程序还没关的连接：
    .command = ss -tnp state close-wait
epipe-matters = 写出去的数据重要时要查：对端没有读到。对比两端的超时：等应答的一端先放弃了，或者连接池里的连接因为空闲已被对端关闭，程序还拿来用。
epipe-harmless = 浏览器或客户端没等应答完就走了，不用管。它不是端口不够，和 TIME_WAIT 也无关。
epipe-source = tcp_reset（net/ipv4/tcp_input.c）、tcp_sendmsg_locked（net/ipv4/tcp.c）；在 6.18 上实测：对端关闭后第一次写成功，第二次 EPIPE；收到 RST 后先报一次 ECONNRESET，再报 EPIPE
