closing-pile-verdict = CLOSING { $rows } 个，不用管：双方同时断开，每个约 { $lifetime }后由内核自动回收
closing-pile-verdict-elsewhere = CLOSING { $rows } 个，不用管：双方同时断开，会自动结束
closing-pile-verdict-many = CLOSING { $rows } 个一直不消失：ACK 在路上丢了

closing-pile-summary = CLOSING { $rows } 个：双方同时断开，每个约 { $lifetime }后由内核自动回收
closing-pile-summary-elsewhere = CLOSING { $rows } 个：双方同时断开，会自动结束

closing-pile-why = 我方的 FIN 还没被确认；确认到了就变成 TIME_WAIT；没有程序持有它们
closing-pile-why-many = 按现在的新建速率（{ $opens }）不该有这么多：FIN 能到而 ACK 到不了，可能是防火墙或链路丢包，或者对端发完 FIN 就消失了

closing-pile-todo-list = 看是哪些对端：集中在同一网段，就查链路
    .command = ss -tano state closing
closing-pile-todo-path = 查本机到这些对端之间的防火墙和负载均衡：FIN 之后的包是不是被丢了

closing-pile-verdict-limit-unread = 不明：CLOSING 有 { $rows } 个，输入里没有 tcp_max_orphans，不知道是否快到上限；超过一半，内核就开始 RST 这类连接
closing-pile-todo-limit = 查看上限和现有数量
    .command = sysctl net.ipv4.tcp_max_orphans; grep orphan /proc/net/sockstat
