rule-fin-wait1-pile-title = FIN_WAIT1 很多：对端一直不确认断开
rule-fin-wait1-pile-what = 本端先断开，对端没了响应。内核重发 FIN 和没发完的数据，约 2 分钟后放弃（tcp_orphan_retries 为 0 表示 8 次，至少 102 秒）。lastack 会和 TIME_WAIT 对比，算出有多大比例的断开得不到确认。
rule-fin-wait1-pile-see = 列出连接和定时器，Send-Q 是一直没被确认的字节数：
    .command = ss -tano state fin-wait-1
rule-fin-wait1-pile-matters = 某个目的地址或某个网段集体没响应时要查：对方宕机，或者链路、防火墙丢包；孤儿套接字接近 tcp_max_orphans 时也要查。
rule-fin-wait1-pile-harmless = 面向手机和家庭用户的服务器，占断开总数的百分之一左右很正常，都会自动回收。
rule-fin-wait1-pile-source = tcp_orphan_retries、retransmits_timed_out（net/ipv4/tcp_timer.c）
