rule-log-signature-title = 表明端口、队列或表用完的日志
rule-log-signature-what = lastack 认得内核、nginx、HAProxy、Go、Java、Python、PHP、Node、Redis 客户端、Zabbix agent 和 Windows 的这类日志：99、98、10055、10048、Too many open files、SYN flooding、table full。有中断和恢复的日志还能算出中断多久。
rule-log-signature-see = 把日志交给它，单独给或连同当时的连接表：
    .command = lastack /var/log/nginx/error.log
rule-log-signature-matters = 日志说的是什么失败了，连接表说的是为什么；放在一起就能指出是哪个去向的端口用完了。
rule-log-signature-harmless = 很久以前出现过、之后再没有的。
rule-log-signature-source = 内核的 net/ipv4 和 net/netfilter；Zabbix agent 6.0.14；Windows 事件 4227、4231
