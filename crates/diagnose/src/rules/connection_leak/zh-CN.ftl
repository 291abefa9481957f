connection-leak-verdict = 到 { $target } 的活动连接有 { $established } 条，占可用本地端口的 { $percent }；数量没有增长
connection-leak-verdict-once = 到 { $target } 的活动连接有 { $established } 条，占可用本地端口的 { $percent }
connection-leak-verdict-growing = 到 { $target } 的活动连接越积越多：{ $established } 条已占可用本地端口的 { $percent }，还在增加（{ $more }），{ $seconds }后端口耗尽
connection-leak-verdict-process = { $process } 的文件句柄已用 { $used }/{ $limit }，几乎都是活动连接
connection-leak-verdict-process-growing = { $process } 只开连接不关闭：照此下去，{ $seconds }后文件句柄用完

connection-leak-summary = 到 { $target } 的活动连接有 { $established } 条，占 { $usable } 个可用本地端口的 { $percent }
connection-leak-summary-growing = 到 { $target } 的活动连接有 { $established } 条，占 { $usable } 个可用本地端口的 { $percent }，净增 { $more }
connection-leak-summary-process = { $process }：{ $used } 个文件句柄里有 { $tcp } 个是 TCP 连接；到 { $limit } 时 accept()、connect() 报 EMFILE

connection-leak-why = 最近一分钟本机几乎没有关闭过。要么本来就要一直开着（连接池、推送），要么是 { $program } 开了就忘了关
connection-leak-why-unknown = 要么本来就要一直开着（连接池、推送），要么是 { $program } 开了就忘了关；输入里看不出关闭了多少
connection-leak-why-life = 一条平均存活 { $life }（活动连接数除以断开速率）。没人再用的连接，只有 { $program } 关闭才会消失
connection-leak-why-process = 目前数量没有增长。没人再用的连接，只有程序关闭才会消失
connection-leak-why-process-once = 没人再用的连接，只有程序关闭才会消失
connection-leak-why-process-growing = 净增 { $more }。没人再用的连接，只有程序关闭才会消失

connection-leak-todo-idle = 看每条多久没有收发（lastsnd、lastrcv，毫秒）
    .command = ss -tni 'dst { $target }'
connection-leak-todo-pool = 让 { $program } 限制连接池大小，关闭空闲连接，出错分支里也要关闭
connection-leak-todo-process-idle = 看哪些连接没有收发（lastsnd、lastrcv，毫秒）
    .command = ss -tnpi | grep -A1 "pid={ $pid },"
connection-leak-todo-process-close = 让程序用完就关，给连接池和客户端都设上限和空闲时间

connection-leak-dont-settings = tcp_tw_reuse、tcp_fin_timeout、tcp_max_tw_buckets：对活动连接无效
connection-leak-dont-keepalive = TCP keepalive：只清理对端已经没了的连接

connection-leak-quiet = 活动连接最多的去向：{ $target } { $established } 条

connection-leak-because = ESTABLISHED { $established } >= 可用端口 { $usable } 的 { $percent }%
connection-leak-because-growing = ESTABLISHED { $established } >= 可用端口 { $usable } 的 { $percent }%，净增 { $per_s } 个/秒
connection-leak-because-process = 文件句柄 { $used } >= { $limit } 的 { $near }%，其中 TCP { $tcp } >= { $mostly }%
connection-leak-because-process-growing = 文件句柄 { $used } >= { $limit } 的 { $near }%，其中 TCP { $tcp } >= { $mostly }%，净增 { $per_s } 个/秒
