syn-sent-pile-verdict = 到 { $target } 有 { $rows } 个 SYN_SENT：对端不应答，新连接建不起来
syn-sent-pile-verdict-unproven = 到 { $target } 有 { $rows } 个 SYN_SENT：对端多半不应答，新连接建不起来
syn-sent-pile-verdict-counts = SYN_SENT 有 { $rows } 个：多半有对端不应答，新连接建不起来

syn-sent-pile-summary = 到 { $target }：SYN_SENT { $rows } 个，其中 { $unanswered } 个 SYN 已经重发过，等了至少 1 秒
syn-sent-pile-summary-unproven = 到 { $target }：SYN_SENT { $rows } 个，占这个去向的一半以上
syn-sent-pile-summary-counts = SYN_SENT { $rows } 个，不比 ESTABLISHED 少；看不出连往哪里

syn-sent-pile-why = 正常的握手只要一个往返。对端宕机、防火墙丢了 SYN，或对端全连接队列满了，都会这样；大约 2 分钟后 connect() 报超时（ETIMEDOUT）

syn-sent-pile-todo-peer = 到对端看服务在不在、全连接队列满没满（Recv-Q 大于 Send-Q），再查中间的防火墙
    .command = ss -ltn '( sport = :{ $port } )'
syn-sent-pile-todo-list = 在本机看是哪个程序在连、SYN 重发了几次
    .command = ss -tnop state syn-sent 'dst { $target }'
syn-sent-pile-todo-list-all = 看连往哪里，再到那个对端看服务、全连接队列和中间的防火墙
    .command = ss -tnop state syn-sent
syn-sent-pile-todo-list-windows = 看是哪个程序（最后一列是进程号）在连、连往哪里
    .command = netstat -ano | findstr SYN_SENT

syn-sent-pile-dont-settings = 调本机的 TIME_WAIT 参数（tcp_tw_reuse、tcp_fin_timeout）：和它无关

syn-sent-pile-quiet = SYN_SENT { $rows } 个，没有积压

syn-sent-pile-because-again = 重发过的 SYN { $rows } >= { $many }，>= 这个去向的 { $percent }%
syn-sent-pile-because-unproven = SYN_SENT { $rows } >= { $many }，>= 这个去向的 { $percent }%
syn-sent-pile-because-counts = SYN_SENT { $rows } >= { $many }，>= ESTABLISHED { $open }
