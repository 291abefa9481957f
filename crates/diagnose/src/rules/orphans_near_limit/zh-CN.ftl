orphans-near-limit-verdict = 孤儿套接字 { $used }/{ $limit }：从这里起，内核会 RST 还有数据没发完的已关闭连接
orphans-near-limit-verdict-full = 内核正在 RST 还有数据没发完的已关闭连接：孤儿套接字 { $used }/{ $limit }

orphans-near-limit-summary = 孤儿套接字 { $used }/{ $limit }（tcp_max_orphans，{ $percent }）

orphans-near-limit-why = 没有程序持有、最后的数据或 FIN 还没被确认的连接。4 分钟没有发过数据的按两个算，所以到一半就会开始 RST
orphans-near-limit-why-states = 程序已关闭、对端还没确认；这里 FIN_WAIT1 { $fin_wait1 } 个、LAST_ACK { $last_ack } 个、CLOSING { $closing } 个。4 分钟没有发过数据的按两个算，所以到一半就会开始 RST

orphans-near-limit-todo-who = 看是哪些对端没响应：集中在同一网段就查链路；成千上万且数据很少，可能是攻击
    .command = ss -tano state fin-wait-1 state last-ack state closing
orphans-near-limit-todo-sooner = 让内核 13 秒就放弃没响应的对端（原来约 2 分钟）；代价是链路很慢的对端会被断开
    .command = sysctl -w net.ipv4.tcp_orphan_retries=5
orphans-near-limit-todo-raise = 内存够的话也可以调大上限：这么多孤儿套接字最多占 { $memory }
    .command = sysctl -w net.ipv4.tcp_max_orphans={ $twice }

orphans-near-limit-dont-time-wait = 针对 TIME_WAIT 的参数：TIME_WAIT 不是孤儿套接字

orphans-near-limit-quiet = 孤儿套接字：{ $used }/{ $limit }

orphans-near-limit-because-aborted = 孤儿套接字 { $used }/{ $limit }，TCPAbortOnMemory { $per_s } 次/秒 > 0
orphans-near-limit-because-full = 孤儿套接字 { $used } >= tcp_max_orphans { $limit }
orphans-near-limit-because-near = 孤儿套接字 { $used } >= tcp_max_orphans { $limit } 的 { $percent }%
