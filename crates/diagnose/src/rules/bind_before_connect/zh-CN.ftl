bind-before-connect-verdict = 每个本地端口只服务一个去向（已占 { $used }/{ $usable }）：有程序先 bind() 再 connect()，目前够用
bind-before-connect-verdict-hardly-shared = 本地端口几乎都只服务一个去向（已占 { $used }/{ $usable }）：有程序先 bind() 再 connect()，目前够用
bind-before-connect-verdict-ending = 本地端口已占 { $used }/{ $usable }，{ $destinations ->
    [1] 都连往同一个去向
   *[other] { $destinations } 个去向挤在同一份端口里
 }：有程序先 bind() 再 connect()，{ $end }（推断）
bind-before-connect-verdict-slow = 本地端口已占 { $used }/{ $usable }，{ $destinations ->
    [1] 都连往同一个去向
   *[other] { $destinations } 个去向挤在同一份端口里
 }：有程序先 bind() 再 connect()
bind-before-connect-verdict-near = 本地端口已占 { $used }/{ $usable }，所有去向挤在同一份端口里：用完后 bind() 报 EADDRINUSE

bind-before-connect-verdict-failing = 本地端口有 { $used }/{ $usable } 被 bind() 占下：bind() 正在失败（EADDRINUSE），从 { $source } connect() 也拿不到端口（EADDRNOTAVAIL）
bind-before-connect-verdict-held-all = 本地端口一个不剩：范围内 { $used } 个全被 bind() 占着，不管连往哪里，connect() 都会失败（EADDRNOTAVAIL）
bind-before-connect-verdict-held = 本地端口有 { $used }/{ $usable } 被 bind() 占着：不管连往哪里，connect() 只剩 { $left } 个可用

bind-before-connect-summary = { $source } 的本地端口已占 { $used }/{ $usable }（{ $percent }），{ $destinations ->
    [1] 都连往同一个去向
   *[other] { $destinations } 个去向之间没有共用任何端口
 }
bind-before-connect-summary-hardly-shared = { $source } 的本地端口已占 { $used }/{ $usable }（{ $percent }），{ $destinations } 个去向几乎没有共用端口
bind-before-connect-summary-seen = 本地端口有 { $used }/{ $usable } 是 bind() 占下的（{ $percent }），{ $destinations ->
    [1] 都连往同一个去向
   *[other] 每个只服务 { $destinations } 个去向中的一个
 }
bind-before-connect-summary-held = 本地端口有 { $used }/{ $usable } 被 bind() 占着（{ $percent }）

bind-before-connect-why-seen = 端口是 bind() 还是 connect() 选的，内核都有记录：{ $program } 先 bind() 了地址，所有去向挤在同一份端口里（实际看到）
bind-before-connect-why-hardly-shared = 直接 connect() 时不同去向会共用端口，共用的这么少，概率不到千分之一；可见 { $program } 先 bind() 了地址，所有去向挤在同一份端口里（推断）
bind-before-connect-why-unshared = 直接 connect() 时不同去向会共用端口，一个都没共用的概率不到千分之一；可见 { $program } 先 bind() 了地址，所有去向挤在同一份端口里（推断）
bind-before-connect-why-filled = 其中 { $most } 个通向 { $target }，剩下的正好通向别处；直接 connect() 本可共用这些端口。可见 { $program } 先 bind() 了地址，所有去向挤在同一份端口里（推断）
bind-before-connect-why-parity = 其中 { $odd } 个的奇偶是 bind() 端口 0 优先用、connect() 最后才用的；可见 { $program } 先 bind() 了地址，所有去向挤在同一份端口里（推断）
bind-before-connect-why-assumed = 输入里没有端口范围，按内核默认 32768～60999 推算：{ $program } 先 bind() 地址再 connect()，所有去向挤在同一份端口里（推断）
bind-before-connect-why-held = 被 bind() 占下的端口，在套接字关闭之前，内核不会分给任何去向的 connect()（实测）。只 bind() 没连接的套接字，netstat 和不带选项的 ss 都不显示

bind-before-connect-todo-no-port = 让 { $who } 在 bind() 前设置 IP_BIND_ADDRESS_NO_PORT，或干脆不 bind()：每个去向就各有 { $usable } 个端口（Linux 4.2 起）
bind-before-connect-todo-widen = 端口范围偏小，只有 { $usable } 个：先把范围内的服务端口写进 ip_local_reserved_ports，再调回默认范围；回滚：改回 { $low } { $high }
    .command = sysctl -w net.ipv4.ip_local_port_range="32768 60999"
bind-before-connect-todo-who = 看是哪个程序连接这么多
    .command = ss -tnp 'src [{ $source }]'
bind-before-connect-todo-reuse = 复用连接（连接池、keep-alive）：每条都占着所有去向的端口
bind-before-connect-todo-held-who = 看是哪个程序占着
    .command = lastack sockets 'state bound or state listening' --group-by process
bind-before-connect-todo-held = 让那个程序关掉不用的套接字，要连接时再 bind()；提前 bind() 一批的，应设 IP_BIND_ADDRESS_NO_PORT（Linux 4.2 起）

bind-before-connect-dont-options = bind() 端口 0 之前设 SO_REUSEADDR 或 SO_REUSEPORT：一个端口也不会多（实测）
bind-before-connect-dont-tw-reuse = tcp_tw_reuse：bind() 不会复用 TIME_WAIT
bind-before-connect-dont-held = tcp_tw_reuse、tcp_fin_timeout：占着这些端口的不是 TIME_WAIT

bind-before-connect-quiet = { $ports } 个本地端口中有 { $shared } 个同时服务多个去向，connect() 本来就会共用

bind-before-connect-because-seen = 范围内有 { $used } 个端口是 bind() 占下的
bind-before-connect-because-held = 范围内 { $usable } 个端口有 { $used } 个是 bind() 占下的
bind-before-connect-because-unshared = { $used } 个端口中由 { $destinations } 个去向共用的有 { $shared } 个；只用 connect() 时这样的概率 < { $chance }
bind-before-connect-because-filled = 通向同一去向的端口 { $most }/{ $usable }，加上其他去向共 { $used }，没有一个共用
bind-before-connect-because-parity = { $used } 个端口中奇偶与 bind(0) 相同的有 { $odd } 个 >= { $percent }%
