raise-orphans-summary = 让主机最多保留 { $to } 个已没有进程持有的套接字
raise-orphans-why = 现在有 { $used } 个；超过上限，内核会直接 RST 正在关闭的连接，没发完的数据就丢了
raise-orphans-risk = 最坏会占 { $memory } 内存，不能换出：如果是对端没了响应，请先查清原因
raise-orphans-withheld-unread = 上限或当前数量没读到
raise-orphans-withheld-room = 离上限还远：日志里的情况已经过去
raise-orphans-withheld-host = 上限是主机的，在这个网络命名空间里读不到
raise-orphans-risk-short = 最坏占 { $memory } 内存，不能换出
