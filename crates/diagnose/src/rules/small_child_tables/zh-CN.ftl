small-child-tables-verdict = 目前没有问题，但上限太小：TIME_WAIT 最多 { $buckets } 个，只能承受 { $serves }
small-child-tables-verdict-busy = TIME_WAIT 名额只有 { $buckets } 个，已用 { $used }：用完后还没关完的对端会收到 RST

small-child-tables-summary = TCP 连接表是独立的，只有 { $slots } 个槽，所以 TIME_WAIT 最多 { $buckets } 个
small-child-tables-summary-host = TCP 连接表是独立的，只有 { $slots } 个槽（宿主机 { $host_slots } 个），所以 TIME_WAIT 最多 { $buckets } 个

small-child-tables-why = 创建容器时设了 net.ipv4.tcp_child_ehash_entries，上限由它推算：断开最多 { $serves }，查找也会变慢
small-child-tables-why-backlog = 创建容器时设了 net.ipv4.tcp_child_ehash_entries，上限由它推算：断开最多 { $serves }，tcp_max_syn_backlog 只有 { $backlog }，查找也会变慢

small-child-tables-todo-raise = 先在{ $namespace }里调大上限
    .command = sysctl -w net.ipv4.tcp_max_tw_buckets={ $wanted }
small-child-tables-todo-share = 再在创建容器的地方设 net.ipv4.tcp_child_ehash_entries=0，重建容器，让它共用宿主机的表

small-child-tables-because-busy = 独立的连接表 { $slots } 槽，TIME_WAIT { $used } >= { $buckets } 的 { $percent }%
small-child-tables-because = 独立的连接表 { $slots } 槽，tcp_max_tw_buckets { $buckets } <= { $enough }
