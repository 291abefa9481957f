time-wait-title = TIME_WAIT：连接已结束，内核再记 1 分钟
time-wait-what = 先断开的一方把这条连接再记 60 秒：最后一个 ACK 丢了可以重发，迟到的报文也进不了新连接。它只是一条内核记录，不属于任何进程，不占文件句柄，256 字节，独占一个本地端口时 512 字节。
time-wait-see = 列出连接和剩余秒数；直接运行 lastack 能看到它们属于哪个去向或哪个监听端口：
    .command = ss -tano state time-wait
time-wait-matters = 本机主动往外连时要算一算：每条占住一个去向的一个本地端口。实测用掉一半端口后 connect() 从 7 微秒变成 890 微秒，用完就报 EADDRNOTAVAIL。
time-wait-harmless = 在接受连接的一侧不用管：它们共用监听端口，60000 个也只占约 15 MB 内存（256 字节/个；外连的 512 字节/个，约 31 MB）。光看数量说明不了问题。
time-wait-source = RFC 9293；TCP_TIMEWAIT_LEN（include/net/tcp.h）；在 6.18 上实测：60.4～62.1 秒，256～512 字节
