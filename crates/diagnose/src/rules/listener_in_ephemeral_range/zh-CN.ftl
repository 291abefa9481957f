listener-in-ephemeral-range-verdict = 目前没有问题；监听端口 { $port } 在临时端口范围内，服务重启时可能被客户端占走
listener-in-ephemeral-range-verdict-busy = { $port } 端口的服务重启可能失败：有 { $chance } 的机会端口先被本机的客户端占走

listener-in-ephemeral-range-summary = 临时端口范围 { $low }～{ $high } 里有 { $count ->
   *[other] { $count }
 } 个监听端口：{ $ports }

listener-in-ephemeral-range-why = 服务停着的时候，connect() 可能把这个端口分给客户端；之后服务 bind() 报 EADDRINUSE，要等那条连接结束。端口本来就随机的服务不受影响
listener-in-ephemeral-range-why-busy = 本机新建连接很快，重启的 10 秒内有 { $chance } 的机会占到这个端口；之后服务 bind() 报 EADDRINUSE，要等那条连接结束
listener-in-ephemeral-range-why-unknown = 服务停着的时候，connect() 可能把这个端口分给客户端，除非已经预留；输入里看不出来

listener-in-ephemeral-range-todo-reserve = 把配置里写死的端口预留下来：connect() 不再分配，显式 bind() 不受影响
    .command = sysctl -w net.ipv4.ip_local_reserved_ports={ $list }
listener-in-ephemeral-range-todo-add = 把配置里写死的端口加进 net.ipv4.ip_local_reserved_ports，原有的不要丢
listener-in-ephemeral-range-todo-see = 看是否已经预留
    .command = sysctl net.ipv4.ip_local_reserved_ports

listener-in-ephemeral-range-dont-range = 把预留写在 sysctl.conf 里以 # 开头的行：那是注释，什么也没预留

listener-in-ephemeral-range-quiet = { $ports } 个监听端口里没有需要预留的（只监听回环地址的不算）

listener-in-ephemeral-range-because = { $low }～{ $high } 内有 { $ports } 个监听端口没有预留
listener-in-ephemeral-range-because-busy = { $low }～{ $high } 内有 { $ports } 个监听端口没有预留，{ $seconds } 秒内被占的概率 { $chance }% >= { $percent }%
