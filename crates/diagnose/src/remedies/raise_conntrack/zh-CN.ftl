raise-conntrack-summary = 让主机最多跟踪 { $to } 条连接
raise-conntrack-why = 现在跟踪了 { $used } 条；到上限后新连接的包会被直接丢弃，客户端得不到任何提示。短连接少了，占用也会少
raise-conntrack-risk = 最多多占 { $memory } 内存，不会换出；哈希表大小不变，链会变长：请同时把 { $buckets } 写入 /sys/module/nf_conntrack/parameters/hashsize
raise-conntrack-withheld-unread = 连接跟踪的上限或当前数量没读到
raise-conntrack-withheld-room = 跟踪表还有空间：丢包不是因为表满
raise-conntrack-withheld-host = 上限是宿主机的：这个网络命名空间看得到，改不了；请到宿主机上运行 lastack fix
raise-conntrack-risk-short = 最多多占 { $memory } 内存，不会换出；哈希链变长
