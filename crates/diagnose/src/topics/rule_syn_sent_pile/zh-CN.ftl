rule-syn-sent-pile-title = 大量 SYN_SENT：对端不应答，新连接建不起来
rule-syn-sent-pile-what = SYN 发出 1 秒没有回应，内核就重发，间隔越来越长。很多 SYN 都重发过，说明这个去向现在连不上。
rule-syn-sent-pile-see = 看连往哪里、SYN 重发了几次（timer 括号里最后一个数）：
    .command = ss -tnop state syn-sent
rule-syn-sent-pile-matters = 一个去向有 10 个以上 SYN 重发过，就要查：对端服务在不在、全连接队列满没满、中间有没有防火墙丢包。和本机的 TIME_WAIT 参数无关。
rule-syn-sent-pile-harmless = 只有几个，或分散在许多去向（爬虫、探测），就不用管。
rule-syn-sent-pile-source = RFC 6298（首次超时 1 秒）；Documentation/networking/ip-sysctl.rst 的 tcp_syn_retries；在 6.18 上实测：全连接队列满时，客户端停在 SYN_SENT
