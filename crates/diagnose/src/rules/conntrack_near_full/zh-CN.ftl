conntrack-near-full-verdict = conntrack 表已用 { $percent }（{ $used }/{ $limit }）：到了上限就会丢弃新连接
conntrack-near-full-verdict-full = conntrack 表已满（{ $used }/{ $limit }）：正在丢弃新连接的包

conntrack-near-full-summary = conntrack 表已用 { $used }/{ $limit }（{ $percent }）

conntrack-near-full-why = 已关闭的连接还要保留 { $kept }（套接字的 TIME_WAIT 是 60 秒）：短连接到 { $flows }就会占满。到了上限，客户端超时，ping 报 EPERM
conntrack-near-full-why-full = 客户端超时，ping 报 EPERM。已关闭的连接还要保留 { $kept }（套接字的 TIME_WAIT 是 60 秒）：短连接最多撑得住 { $flows }

conntrack-near-full-todo-raise = 调大上限；每条记录都占内核内存，不写进 /etc/sysctl.d 重启就没了
    .command = sysctl -w net.netfilter.nf_conntrack_max={ $twice }
conntrack-near-full-todo-raise-host = 到宿主机上执行（容器里改不了）
    .command = sysctl -w net.netfilter.nf_conntrack_max={ $twice }
conntrack-near-full-todo-shorten = 让 conntrack 和套接字一样，60 秒就删掉已关闭的连接；不影响 TIME_WAIT 的套接字
    .command = sysctl -w net.netfilter.nf_conntrack_tcp_timeout_time_wait=60
conntrack-near-full-todo-untracked = 或者不跟踪不需要跟踪的：给最忙的端口加 notrack 规则，或复用连接

conntrack-near-full-dont-flush = conntrack -F：会切断所有经过 NAT 的连接，而且表很快又满
conntrack-near-full-dont-established = 把 nf_conntrack_tcp_timeout_established 调得很短：经过 NAT 的空闲连接会悄悄卡死

conntrack-near-full-quiet = conntrack：已用 { $used }/{ $limit }

conntrack-near-full-because-dropped = conntrack { $used }/{ $limit }，drop { $per_s } 次/秒 > 0
conntrack-near-full-because-full = conntrack { $used } >= nf_conntrack_max { $limit }
conntrack-near-full-because-near = conntrack { $used } >= nf_conntrack_max { $limit } 的 { $percent }%
