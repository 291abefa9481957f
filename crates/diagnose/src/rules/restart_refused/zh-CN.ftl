restart-refused-verdict = { $port } 端口已经没有服务在监听；如果服务启动报 EADDRINUSE，就是旧连接占着端口
restart-refused-verdict-refused = { $port } 端口的服务启动不了（EADDRINUSE）：端口被它自己的旧连接占着
restart-refused-verdict-held = bind() { $port } 端口失败（EADDRINUSE）：已经有程序在监听

restart-refused-summary = { $port } 端口没有服务在监听，但旧服务还留着 { $rows } 个 TIME_WAIT
restart-refused-summary-live = { $port } 端口没有服务在监听，但旧服务还留着 { $live } 条活动连接和 { $rows } 个 TIME_WAIT
restart-refused-summary-held = { $port } 端口：日志里有 { $lines ->
   *[other] { $lines }
 } 行 EADDRINUSE，现在有程序在监听
restart-refused-summary-held-by = { $port } 端口：日志里有 { $lines ->
   *[other] { $lines }
 } 行 EADDRINUSE，现在由{ $program }监听

restart-refused-why = 它们还在的时候，新旧两个监听套接字都要设过 SO_REUSEADDR 才能 bind()：每条旧连接都记着原来的设置（实测）。旧服务设没设过看不到，所以是推断
restart-refused-why-live = 旧服务留下的进程还开着这些连接。它们还在的时候，新旧两个监听套接字都要设过 SO_REUSEADDR 才能 bind()（实测）；设没设过看不到，所以是推断
restart-refused-why-held = 可能服务已经重新起来了，可能旧进程还没退出，也可能端口被别的程序占了

restart-refused-todo-wait = 等一等：最多 { $seconds }后全部释放，再启动
restart-refused-todo-reuseaddr = 让服务在 bind() 前设 SO_REUSEADDR；下一次启动之后的重启才见效
restart-refused-todo-holder = 看谁占着端口
    .command = lastack ports { $port }
restart-refused-todo-old = 是旧进程：结束它并等它退出；是别的程序：其中一个换端口

restart-refused-dont-reuseport = SO_REUSEPORT：只适合同一服务的多个进程；否则会不知不觉起了第二份，各分走一部分连接
restart-refused-dont-settings = tcp_tw_reuse、tcp_fin_timeout：bind() 都不看
