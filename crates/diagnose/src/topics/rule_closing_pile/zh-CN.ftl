rule-closing-pile-title = CLOSING 很多：双方同时断开
rule-closing-pile-what = 双方的 FIN 在路上交错，对端还没确认我方的 FIN。内核会重发，约 2 分钟后放弃；确认到了就变成 TIME_WAIT。没有程序持有它们。
rule-closing-pile-see = 列出连接和定时器：
    .command = ss -tano state closing
rule-closing-pile-matters = 一直不消失、比 5 秒内新建的连接还多时要查：FIN 能到而 ACK 到不了，多半是防火墙或链路丢包。
rule-closing-pile-harmless = 繁忙的服务器上有几十个很正常，比如双方用了同样的空闲超时。
rule-closing-pile-source = RFC 9293；tcp_orphan_retries（net/ipv4/tcp_timer.c）
