restart-refused-verdict = { $port } 端口已经没有服务在监听；如果服务启动报 EADDRINUSE，就是旧连接占着端口
restart-refused-verdict-refused = { $port } 端口的服务启动不了（EADDRINUSE）：端口被它自己的旧连接占着
restart-refused-verdict-held = { $port } 端口 bind() 失败（EADDRINUSE）；现在有程序在监听

restart-refused-summary = { $port } 端口已经没有程序监听，旧服务还留着 { $rows } 个 TIME_WAIT
restart-refused-summary-live = { $port } 端口已经没有程序监听，旧服务还留着 { $live } 条没断开的连接和 { $rows } 个 TIME_WAIT
restart-refused-summary-held = { $port } 端口：日志里有 { $lines ->
   *[other] { $lines }
 } 行 EADDRINUSE，现在有程序在监听
restart-refused-summary-held-by = { $port } 端口：日志里有 { $lines ->
   *[other] { $lines }
 } 行 EADDRINUSE，现在由 { $program } 监听

restart-refused-why = 每个要占住端口约 1 分钟。想提前 bind() 成功，旧服务当时和新服务现在都得设 SO_REUSEADDR（实测）；旧服务设没设过看不到，所以只是推断
restart-refused-why-live = 多半是旧服务留下的进程还开着它们。全部消失之前，旧服务当时和新服务现在都设了 SO_REUSEADDR 才能 bind() 成功（实测）；旧服务设没设过看不到，所以只是推断
restart-refused-why-no-reuse = 其中 { $without } 条来自没有设 SO_REUSEADDR 的套接字：它们还在的时候，新套接字怎么设都无法 bind() 该端口
restart-refused-why-reuse = 它们全都来自设了 SO_REUSEADDR 的套接字：只有新套接字没有设时，bind() 才会被拒绝
restart-refused-why-held = 可能服务已经重新起来了，可能旧进程还没退出，也可能端口被别的程序占了

restart-refused-todo-wait = 等一等：最多 { $seconds }后全部释放，再启动
restart-refused-todo-reuseaddr = 避免下次再发生：服务在 bind() 前设 SO_REUSEADDR。这一次启动还得等，以后重启就不用等了
restart-refused-todo-reuseaddr-now = 让服务在 bind() 前设 SO_REUSEADDR，马上就能启动
restart-refused-todo-holder = 看谁占着端口
    .command = lastack ports { $port }
restart-refused-todo-old = 是旧进程：结束它并等它退出；是别的程序：其中一个换端口

restart-refused-dont-reuseport = SO_REUSEPORT：只适合同一服务的多个进程；否则会不知不觉起了第二份，各分走一部分连接
restart-refused-dont-settings = tcp_tw_reuse、tcp_fin_timeout：bind() 都不看

restart-refused-because-held = EADDRINUSE { $lines } 行，{ $port } 端口有 LISTEN
restart-refused-because = { $port } 端口没有 LISTEN，TIME_WAIT { $time_wait }，没断开的 { $live }
restart-refused-because-refused = { $port } 端口没有 LISTEN，TIME_WAIT { $time_wait }，没断开的 { $live }，EADDRINUSE { $lines } 行
