syn-queue-full-verdict = 有 { $half_open } 个半连接（SYN_RECV），要尽快看来源
syn-queue-full-verdict-place = { $place }上有 { $half_open } 个半连接（SYN_RECV），要尽快看来源
syn-queue-full-verdict-cookies = { $half_open } 个半连接占满了半连接队列，靠 SYN cookie 维持服务
syn-queue-full-verdict-cookies-place = { $half_open } 个半连接占满了 { $place }的半连接队列，靠 SYN cookie 维持服务
syn-queue-full-verdict-dropped = 半连接队列已满，正在丢弃新连接：{ $dropped }
syn-queue-full-verdict-dropped-place = { $place }的半连接队列已满，正在丢弃新连接：{ $dropped }
syn-queue-full-verdict-cookies-likely = { $half_open } 个半连接占满了一个半连接队列，多半是{ $place }的，靠 SYN cookie 维持服务
syn-queue-full-verdict-dropped-likely = 有半连接队列已满，多半是{ $place }的，正在丢弃新连接：{ $dropped }

syn-queue-full-summary = 半连接（SYN_RECV）{ $half_open } 个
syn-queue-full-summary-place = { $place }有 { $half_open } 个半连接，来自 { $peers } 个地址
syn-queue-full-summary-places = { $place }半连接队列已用 { $half_open }/{ $places }，来自 { $peers } 个地址

syn-queue-full-why-counts = 可能是 SYN 攻击、扫描或回包丢失。只有计数，看不出哪个端口、哪些对端、是否回应、有没有丢弃
syn-queue-full-why-none-dropped = 观察期间没有丢弃
syn-queue-full-why-none-dropped-silent = 一直不回应我们 SYN+ACK 的有 { $silent } 个：多半是 SYN 攻击、扫描或回包丢失；观察期间没有丢弃
syn-queue-full-why-others-dropped = 另有新连接被丢弃，但不是因为这里排满了
syn-queue-full-why-others-dropped-silent = 一直不回应我们 SYN+ACK 的有 { $silent } 个：多半是 SYN 攻击、扫描或回包丢失；另有新连接被丢弃，但不是因为这里排满了
syn-queue-full-why-no-counters = 只有一次读数，看不出有没有丢弃
syn-queue-full-why-no-counters-silent = 一直不回应我们 SYN+ACK 的有 { $silent } 个：多半是 SYN 攻击、扫描或回包丢失；只有一次读数，看不出有没有丢弃
syn-queue-full-why-cookies = 队列已满，改用 SYN cookie 应答（{ $cookies }），正常客户端仍能连上
syn-queue-full-why-cookies-silent = 一直不回应我们 SYN+ACK 的有 { $silent } 个：多半是 SYN 攻击、扫描或回包丢失；队列已满，改用 SYN cookie 应答（{ $cookies }），正常客户端仍能连上
syn-queue-full-why-dropped = 被丢弃的连接，客户端要过 1 秒以上才重试
syn-queue-full-why-dropped-silent = 一直不回应我们 SYN+ACK 的有 { $silent } 个：多半是 SYN 攻击、扫描或回包丢失；被丢弃的连接，客户端要过 1 秒以上才重试

syn-queue-full-todo-peers = 看来源：集中在少数地址，就在防火墙或上游限速；多数不回应，就查回程路由
    .command = ss -tno state syn-recv
syn-queue-full-todo-peers-port = 看来源：集中在少数地址，就在防火墙或上游限速；多数不回应，就查回程路由
    .command = ss -tno state syn-recv '( sport = :{ $port } )'
syn-queue-full-todo-peers-windows = 看来源：集中在少数地址，就在防火墙或上游限速；多数不回应，就查回程路由
    .command = netstat -ano | findstr SYN_RECEIVED
syn-queue-full-todo-one = { $most } 个来自 { $peer }：在防火墙或上游封掉或限速这个地址
syn-queue-full-todo-many = 来源分散，封地址没用：靠 SYN cookie 顶住，请上游清洗，再查回程路由
syn-queue-full-todo-cookies = 打开 SYN cookie：队列满了也不丢
    .command = sysctl -w net.ipv4.tcp_syncookies=1
syn-queue-full-todo-backlog = 调大监听端自己的 backlog（listen() 的参数，以及它的上限 net.core.somaxconn）

syn-queue-full-dont-max-syn-backlog = 调大 tcp_max_syn_backlog：tcp_syncookies=1 时内核根本不看它
syn-queue-full-dont-max-syn-backlog-unless = 调大 tcp_max_syn_backlog：除非 tcp_syncookies=0，内核根本不看它
syn-queue-full-dont-cookies-2 = tcp_syncookies=2：对所有连接都用 cookie，内核文档明确说不能拿来应付负载

syn-queue-full-quiet = 半连接 { $half_open } 个，观察期间没有丢弃
syn-queue-full-quiet-no-counters = 半连接 { $half_open } 个

syn-queue-full-verdict-other = 正在丢弃新连接（{ $dropped }），但队列都没有满
syn-queue-full-summary-other = 丢弃新连接 { $dropped }，但队列都没有满
syn-queue-full-why-other = 多半是回包到不了客户端：没有回程路由，或源地址是伪造的；否则是内核内存不足
syn-queue-full-todo-way-back = 检查到客户端的回程路由（ip route get 地址），再看内核日志
syn-queue-full-dont-queues = 调大各种队列（somaxconn、tcp_max_syn_backlog）：没有一个是满的

syn-queue-full-because-silent = SYN_RECV { $rows } >= { $many }，一直不回应的 { $silent }
syn-queue-full-because-unknown = 未知
syn-queue-full-because-near = SYN_RECV { $rows } >= backlog { $places } 的 { $percent }%
syn-queue-full-because-near-most = SYN_RECV { $rows } >= { $places } 的 { $percent }%（{ $places } 是 tcp_max_syn_backlog 允许的上限）
syn-queue-full-because-dropped = 丢弃 { $per_s } 次/秒 > 0
syn-queue-full-because-cookies = TCPReqQFullDoCookies { $per_s } 次/秒 > 0
syn-queue-full-because-many = SYN_RECV { $rows } >= { $many }
syn-queue-full-because-other = ListenDrops { $per_s } 次/秒 > 0，ListenOverflows 0，TCPReqQFullDrop 0
