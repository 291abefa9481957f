rule-reconnect-storm-title = 连接不断断开又重连
rule-reconnect-storm-what = 活动连接数除以每秒结束的连接数，就是一条连接的平均寿命：TIME_WAIT 6 万、ESTABLISHED 200，就是 0.2 秒。TIME_WAIT 只是这种连接留下的结果，不会让谁掉线。EstabResets 数的是被 RST 掐断的活动连接。
rule-reconnect-storm-see = 数 10 秒，OutRsts 是本机发出的：
    .command = nstat -n; sleep 10; nstat -z TcpEstabResets TcpOutRsts TcpPassiveOpens
rule-reconnect-storm-matters = 本该是长连接的要查：聊天、推送、数据库连接池。找程序、负载均衡、NAT 里最短的空闲超时，以及没读完就关、用 SO_LINGER 0 关的程序。
rule-reconnect-storm-harmless = 没开 keep-alive 的网站，或者以 RST 结束的健康检查，不用管。
rule-reconnect-storm-source = tcp_set_state（net/ipv4/tcp.c，EstabResets）；利特尔法则；在 6.18 上实测：有未读数据的 close() 计入 TCPAbortOnClose，SO_LINGER 0 计入 TCPAbortOnData
