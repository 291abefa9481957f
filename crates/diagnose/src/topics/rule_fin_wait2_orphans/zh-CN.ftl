rule-fin-wait2-orphans-title = FIN_WAIT2 很多：对端一直不关它那一半
rule-fin-wait2-orphans-what = 本端已关，对端知道了，却一直不关。close() 之后内核只留一个小记录，tcp_fin_timeout（60 秒）到了就回收；如果程序只调了 shutdown()，套接字还在程序手里，没有定时器管它。
rule-fin-wait2-orphans-see = 带 timer:(timewait 的是内核持有，带进程名的是程序持有：
    .command = ss -tanpo state fin-wait-2
rule-fin-wait2-orphans-matters = 程序持有的会像泄漏一样一直涨；比 TIME_WAIT 还多，说明对端在泄漏 CLOSE_WAIT；tcp_fin_timeout 调大过，就留得更久，而且是完整的套接字。
rule-fin-wait2-orphans-harmless = 每个都在一分钟内结束就不用管。把 tcp_fin_timeout 调得远小于 60，慢的对端会收到 RST，TIME_WAIT 也不会变短。
rule-fin-wait2-orphans-source = __tcp_close（net/ipv4/tcp.c）；在 6.18 上实测：tcp_fin_timeout 为 5 时 5.1 秒后释放；为 90 时，先以完整套接字留 30 秒，再以精简套接字留 60 秒
