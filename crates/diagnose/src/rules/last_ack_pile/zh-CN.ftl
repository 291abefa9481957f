last-ack-pile-verdict = LAST_ACK { $rows } 个，不用管：等到对端最后的 ACK 就结束，等不到也会在约 { $lifetime }后回收
last-ack-pile-verdict-elsewhere = LAST_ACK { $rows } 个，不用管：等到对端最后的 ACK 就结束，等不到系统也会自动放弃
last-ack-pile-verdict-many = LAST_ACK { $rows } 个一直不消失：最后的 ACK 在路上丢了

last-ack-pile-summary = LAST_ACK { $rows } 个：等对端最后的 ACK，每个约 { $lifetime }后由内核自动回收
last-ack-pile-summary-elsewhere = LAST_ACK { $rows } 个：等对端最后的 ACK，等不到会自动放弃

last-ack-pile-why = 双方都已关闭，对端还没发最后的 ACK 就不见了；没有程序持有它们
last-ack-pile-why-many = 按现在的新建速率（{ $opens }）不该有这么多：可能是防火墙一见 FIN 就删掉会话、链路丢了 ACK，或者对端发完 FIN 就消失了

last-ack-pile-todo-list = 看是哪些对端：集中在同一网段，就查链路
    .command = ss -tano state last-ack
last-ack-pile-todo-path = 查本机到这些对端之间的防火墙和负载均衡：FIN 之后的包是不是被丢了

last-ack-pile-verdict-limit-unread = 不明：LAST_ACK 有 { $rows } 个，输入里没有 tcp_max_orphans，不知道是否快到上限；超过一半，内核就开始 RST 这类连接
last-ack-pile-todo-limit = 查看上限和现有数量
    .command = sysctl net.ipv4.tcp_max_orphans; grep orphan /proc/net/sockstat
