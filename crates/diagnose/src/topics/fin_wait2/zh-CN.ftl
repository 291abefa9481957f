fin-wait2-title = FIN_WAIT2：FIN 已被确认，等对端关闭
fin-wait2-what = 本端先断开，正在等对端的 FIN。如果只是 shutdown()，程序想留多久就留多久；如果已经 close()，内核只保留 tcp_fin_timeout（默认 60 秒）。
fin-wait2-see = 列出连接：有进程的是 shutdown() 过的，带 timer:(timewait,...) 的是已经 close() 的：
    .command = ss -tanop state fin-wait-2
fin-wait2-matters = 有进程、数量又一直涨，说明程序在等一个永远不来的关闭；这时对端停在 CLOSE_WAIT，泄漏在对端。
fin-wait2-harmless = 没有进程的不用管：到 tcp_fin_timeout 就释放；对端的 FIN 来了就转为 TIME_WAIT。
fin-wait2-source = __tcp_close（net/ipv4/tcp.c）；在 6.18 上实测
