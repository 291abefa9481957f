rule-reuse-ineffective-title = 开了 tcp_tw_reuse，端口却没有复用
rule-reuse-ineffective-what = connect() 只有在两端都有时间戳、TIME_WAIT 超过 tcp_tw_reuse_delay（1 秒）、取值管得到该去向时才复用：1 管全部，2 只管 127.0.0.0/8 和 ::1。FIN_WAIT2 永远不复用。
rule-reuse-ineffective-see = 现有连接有时间戳的会显示“ts”：
    .command = ss -tni state established
rule-reuse-ineffective-matters = 到某个去向的端口快用完、开了又没用时要查：某一端 tcp_timestamps=0、对端是 Windows、取值 2 却连的是本机内网地址。
rule-reuse-ineffective-harmless = 纯服务端本来就用不上它，TIME_WAIT 也不占端口，不用管。
rule-reuse-ineffective-source = tcp_twsk_unique（net/ipv4/tcp_ipv4.c）；在 6.18 上实测
