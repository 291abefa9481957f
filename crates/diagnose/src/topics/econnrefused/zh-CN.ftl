econnrefused-title = ECONNREFUSED：Connection refused（Linux 错误号 111，Windows 10061）
econnrefused-what = 对端用 RST 回应了我们的 SYN：那个地址和端口上没有程序监听，或者被防火墙拒绝。半连接队列、全连接队列满了则是直接丢弃，connect() 会一直等到超时，不报这个错。
econnrefused-see = 在应该响应的那台机器上看：端口有没有监听，监听在哪个地址（127.0.0.1 从外面连不到）：
    .command = ss -ltn
econnrefused-matters = 服务本该在运行时要查：崩溃了、还没启动好，或者监听在别的地址、端口上。被拒绝的 connect() 不留 TIME_WAIT，也不占端口。
econnrefused-harmless = 服务重启的片刻出现，不用管。它和 TIME_WAIT 无关，调内核参数没有用。
econnrefused-source = tcp_v4_rcv、tcp_v4_send_reset（net/ipv4/tcp_ipv4.c）；在 6.18 上实测未开放的端口：AttemptFails + 1，没有 TIME_WAIT
