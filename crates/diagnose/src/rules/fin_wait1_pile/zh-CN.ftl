fin-wait1-pile-verdict = FIN_WAIT1 { $rows } 个，不用管：对端没了响应，每个约 { $lifetime }后由内核自动回收
fin-wait1-pile-verdict-many = 本机断开的连接里最多有 { $percent } 得不到对端确认：{ $rows } 个对端没了响应
fin-wait1-pile-verdict-route = { $target } 没了响应：本机断开的 { $rows } 个连接一直没有确认
fin-wait1-pile-verdict-elsewhere = FIN_WAIT1 { $rows } 个，不用管：对端没了响应，系统会自动放弃

fin-wait1-pile-summary = FIN_WAIT1 { $rows } 个：对端没了响应，每个约 { $lifetime }后由内核自动回收
fin-wait1-pile-summary-route = 去往 { $target } 的 FIN_WAIT1 有 { $rows } 个：对端一直不确认断开
fin-wait1-pile-summary-elsewhere = FIN_WAIT1 { $rows } 个：对端没了响应，系统会自动放弃

fin-wait1-pile-why = 最多占本机断开的连接的 { $percent }；不妨碍别的连接用端口，close() 之后也不占文件句柄
fin-wait1-pile-why-unknown = 手机和家庭用户悄悄离线就是这样；close() 之后不占文件句柄
fin-wait1-pile-why-many = 光是手机掉线解释不了：链路或防火墙丢包，或者对端已经不在了
fin-wait1-pile-why-route = 那台主机宕机，或者链路、防火墙丢包；每个约 { $lifetime }后回收，在此之前占着一个本地端口
fin-wait1-pile-why-elsewhere = 手机和家庭用户悄悄离线就是这样

fin-wait1-pile-todo-route = 先看包走哪条路由，再看那台主机通不通
    .command = ip route get { $address }
fin-wait1-pile-todo-list = 看是哪些对端：集中在同一网段，就查链路；Send-Q 是一直没被确认的字节数
    .command = ss -tano state fin-wait-1

fin-wait1-pile-dont-fin-timeout = tcp_fin_timeout：只管 FIN_WAIT2，不管 FIN_WAIT1

fin-wait1-pile-verdict-limit-unread = 不明：FIN_WAIT1 有 { $rows } 个，输入里没有 tcp_max_orphans，不知道是否快到上限；超过一半，内核就开始 RST 这类连接
fin-wait1-pile-todo-limit = 查看上限和现有数量
    .command = sysctl net.ipv4.tcp_max_orphans; grep orphan /proc/net/sockstat

fin-wait1-pile-because-route = FIN_WAIT1 { $rows } >= { $many }，占断开的 { $percent }% >= { $most }%
fin-wait1-pile-because-some = FIN_WAIT1 { $rows }，占断开的 { $percent }% >= { $some }%
fin-wait1-pile-because = FIN_WAIT1 { $rows } >= { $many }
