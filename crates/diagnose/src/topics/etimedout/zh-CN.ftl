etimedout-title = ETIMEDOUT：Connection timed out（Linux 错误号 110，Windows 10060）
etimedout-what = 对端一直没有回应。connect() 时：每个 SYN 都没有回应。已建立的连接上：数据或保活探测始终没有确认，重发到 tcp_retries2 次后内核放弃，默认要 15 到 30 分钟。
etimedout-see = 列出正在等回应的握手，看是不是都连往同一个去向：
    .command = ss -tnop state syn-sent
etimedout-matters = 都连往同一个去向时要查：对端宕机、防火墙直接丢包，或者对端全连接队列满。出现在空闲连接上：中间的防火墙或 NAT 已经忘了它，保活要更勤。
etimedout-harmless = 对端下线时偶尔出现一次，不用管。它和 TIME_WAIT 无关：端口用完报 Cannot assign requested address，没人监听报 Connection refused。
etimedout-source = tcp_write_timeout、tcp_keepalive_timer（net/ipv4/tcp_timer.c）；Documentation/networking/ip-sysctl.rst 的 tcp_syn_retries、tcp_retries2；在 6.18 上实测：全连接队列满时，客户端停在 SYN_SENT
