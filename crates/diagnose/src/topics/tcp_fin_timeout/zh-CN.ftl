tcp-fin-timeout-title = tcp_fin_timeout：已关闭的套接字在 FIN_WAIT2 里等多久
tcp-fin-timeout-what = 本端程序 close() 之后，内核等对端 FIN 的秒数，默认 60。它不影响 TIME_WAIT：TIME_WAIT 的 60 秒是编译进内核的。
tcp-fin-timeout-see = 查看当前值：
    .command = sysctl net.ipv4.tcp_fin_timeout
tcp-fin-timeout-matters = 对端迟迟不关，大量没有进程的 FIN_WAIT2 占住本地端口时有用。设得太低，慢的对端最后发来的数据会收到 RST。
tcp-fin-timeout-harmless = 想缩短 TIME_WAIT 的话没用：实测怎么改都是 60 秒。
tcp-fin-timeout-source = __tcp_close（net/ipv4/tcp.c）；在 6.18 上实测：设为 5 时，5.1 秒后消失，TIME_WAIT 仍是 60 秒
