close-wait-title = CLOSE_WAIT：对端已断开，本端程序还没 close()
close-wait-what = 对端的 FIN 已收到并确认，接下来只有本机程序自己 close() 才会结束。没有任何定时器管它，放几个月都有可能。
close-wait-see = 列出连接和进程。Recv-Q 大于等于 1：对端断开后程序一直没读；Recv-Q 为 0：读到了结尾，就是不关：
    .command = ss -tnp state close-wait
close-wait-matters = 数量一直涨就是该进程泄漏文件句柄，最后撞上句柄上限。没有内核参数能治；keepalive 只会让列表里看不到这条连接，句柄照样泄漏。
close-wait-harmless = 只有几个而且很新的不用管：程序还在发剩下的数据，或者马上就关。
close-wait-source = RFC 9293；在 6.18 上实测：keepalive 或 SOCK_DESTROY 会让它从连接表消失，文件句柄还在
