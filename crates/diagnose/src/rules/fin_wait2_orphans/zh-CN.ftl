fin-wait2-orphans-verdict = FIN_WAIT2 { $rows } 个，已没有程序持有：对端还没关，每个 { $timeout }后由内核回收
fin-wait2-orphans-verdict-held = { $rows } 个连接只关了一半：本机程序调了 shutdown()，一直在等对端
fin-wait2-orphans-verdict-untold = FIN_WAIT2 { $rows } 个：本端已关，对端还没关；本机程序放手之后，每个最多留 { $timeout }
fin-wait2-orphans-verdict-elsewhere = FIN_WAIT2 { $rows } 个：本端已关，对端还没关

fin-wait2-orphans-summary = FIN_WAIT2 { $rows } 个，已没有程序持有，每个 { $timeout }后由内核回收
fin-wait2-orphans-summary-held = 程序持有的 FIN_WAIT2 有 { $rows } 个：连接只关了一半
fin-wait2-orphans-summary-untold = FIN_WAIT2 { $rows } 个：本端已关，对端还没关

fin-wait2-orphans-why = 对端关得慢；每个 256 字节，本机发起的还占着一个到该去向的本地端口
fin-wait2-orphans-why-never = 比 TIME_WAIT 还多：多数对端从不关闭，它们的程序在泄漏 CLOSE_WAIT；{ $timeout }后对端再发数据会收到 RST
fin-wait2-orphans-why-long = 这里的 tcp_fin_timeout 是 { $timeout }（默认 60 秒）：大部分时间以完整套接字保留，并计入 tcp_max_orphans
fin-wait2-orphans-why-held = 程序调了 shutdown() 却一直不放文件句柄；没有定时器会结束它，tcp_fin_timeout 也管不到
fin-wait2-orphans-why-untold = 程序还持有时没有定时器管它；close() 之后内核在 { $timeout }内回收（tcp_fin_timeout）；从输入里分不出是哪一种
fin-wait2-orphans-why-elsewhere = 程序放手之后，系统会自动结束

fin-wait2-orphans-todo-list = 看是哪些：最后一列有进程的是程序持有，带 timer:(timewait 的是内核持有
    .command = ss -tanpo state fin-wait-2
fin-wait2-orphans-todo-peers = 到对端上看 CLOSE_WAIT：那边的程序漏了 close()
fin-wait2-orphans-todo-shorten = 改回内核默认值
    .command = sysctl -w net.ipv4.tcp_fin_timeout=60
fin-wait2-orphans-todo-close = 改程序：shutdown() 之后带超时读到结尾，再 close()

fin-wait2-orphans-dont-shorter = 把 tcp_fin_timeout 调得远小于 60：慢的对端会收到 RST，TIME_WAIT 照样是 60 秒
fin-wait2-orphans-dont-timeout-held = 调小 tcp_fin_timeout：程序 close() 之后它才起作用

fin-wait2-orphans-because = FIN_WAIT2 { $rows } >= { $many }
fin-wait2-orphans-because-long = FIN_WAIT2 { $rows }，tcp_fin_timeout { $timeout } > { $default }
fin-wait2-orphans-because-never = FIN_WAIT2 { $rows } > TIME_WAIT { $time_wait }
fin-wait2-orphans-because-held = 程序还持有的 FIN_WAIT2 { $rows } > { $seconds } 秒 * 新建 { $opens } 个/秒
