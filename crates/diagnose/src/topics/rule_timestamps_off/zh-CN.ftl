rule-timestamps-off-title = Windows 没开 TCP 时间戳
rule-timestamps-off-what = Linux 的 tcp_tw_reuse 只有两端都发时间戳时才能重用 TIME_WAIT 的端口。对端是没开时间戳的 Windows 时，Linux 客户端每个端口要占 60 秒。
rule-timestamps-off-see = 看 RFC 1323 那一行：
    .command = netsh int tcp show global
rule-timestamps-off-matters = Linux 客户端大量短连接到本机、端口不够用时才要紧。
rule-timestamps-off-harmless = 其他对端不受影响；就目前所知，Windows 自己的端口也不受影响。
rule-timestamps-off-source = 微软文档：Tcp1323Opts；Linux 的 tcp_tw_reuse
