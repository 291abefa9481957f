rule-last-ack-pile-title = LAST_ACK 很多：最后一个 ACK 一直不来
rule-last-ack-pile-what = 对端先断开，本端程序也关了，就差对端对我方 FIN 的确认。内核会重发 FIN，约 2 分钟后放弃。没有程序持有它们。
rule-last-ack-pile-see = 列出连接和定时器：
    .command = ss -tano state last-ack
rule-last-ack-pile-matters = 一直不消失、比 5 秒内新建的连接还多时要查：防火墙或 NAT 一见 FIN 就删掉会话，或者链路丢了 ACK。
rule-last-ack-pile-harmless = 繁忙的服务器上有一些很正常：一般只持续一个往返，对端消失了也只留 2 分钟。
rule-last-ack-pile-source = RFC 9293；tcp_orphan_retries（net/ipv4/tcp_timer.c）
