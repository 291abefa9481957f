rule-close-wait-leak-title = 程序没有关闭对端已断开的连接
rule-close-wait-leak-what = CLOSE_WAIT 一直涨：对端已经断开，程序却始终没有 close()。每个都占一个文件句柄，程序退出才会释放。
rule-close-wait-leak-see = 列出连接和进程。Recv-Q 大于等于 1：一直没读到结尾；Recv-Q 为 0：读到了结尾却没有关：
    .command = ss -tnp state close-wait
rule-close-wait-leak-matters = 只要在涨就要处理：最后会撞上句柄上限，报 Too many open files。去查出错分支和连接池里漏掉的 close()。
rule-close-wait-leak-harmless = 只有几个，而且不到一分钟，就不用管。
rule-close-wait-leak-source = RFC 9293；在 6.18 上实测：keepalive 或 SOCK_DESTROY 会让它从连接表消失，文件句柄还在
