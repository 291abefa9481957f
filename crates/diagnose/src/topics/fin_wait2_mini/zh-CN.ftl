fin-wait2-mini-title = FIN_WAIT2_MINI：已没有进程持有的 FIN_WAIT2
fin-wait2-mini-what = 在 FIN_WAIT2 状态下 close()，内核会释放套接字，只留一个和 TIME_WAIT 一样大的小记录，保留 tcp_fin_timeout 秒。sockstat 把它算进 tw，ss 显示为 FIN-WAIT-2，带 timewait 定时器，ino:0。
fin-wait2-mini-see = 带 timer:(timewait,...) 的就是：
    .command = ss -tano state fin-wait-2
fin-wait2-mini-matters = 本地端口快耗尽时要算上它：它占着端口，而且不管 tcp_tw_reuse 怎么设都不能复用。如果对端还没关它就到期了，对端再发数据会收到 RST。
fin-wait2-mini-harmless = 在接受连接的一侧不用管：每个 256 字节，到时自动消失。
fin-wait2-mini-source = __tcp_close（net/ipv4/tcp.c）、tcp_time_wait（net/ipv4/tcp_minisocks.c）；在 6.18 上实测
