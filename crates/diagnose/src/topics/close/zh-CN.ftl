close-title = CLOSE：没有连接
close-what = 没有连接的套接字：还没连，或者已经断了。连接表里看不到它，但只要程序还拿着，就占一个文件句柄。
close-see = closed 后面的数字就是没有连接的套接字数：
    .command = ss -s
close-matters = 一直涨就要查：程序没有释放已断开连接的文件句柄（CLOSE_WAIT 被 RST 之后就会留下这种幽灵句柄），最后会撞上句柄上限。
close-harmless = 数量少而且平稳就不用管：是 socket() 和 connect() 之间的瞬间。
close-source = RFC 9293；在 6.18 上实测：keepalive 或 SOCK_DESTROY 之后，CLOSE_WAIT 从连接表消失，文件句柄还在
