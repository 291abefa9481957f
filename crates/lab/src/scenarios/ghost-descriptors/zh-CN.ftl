lab-ghost-descriptors-title = 文件句柄用完了，连接表里却看不出原因
lab-ghost-descriptors-story = 负载均衡器用 RST 断开不再需要的连接，服务端却一直不关自己这头：netstat 和 ss 里已经看不到这些连接，文件句柄还占着。用满 211 个以后，accept() 再也拿不到。
lab-ghost-descriptors-watch = 表里没几条连接，客户端却一直等：服务端已经没有文件句柄。
lab-ghost-descriptors-cured = 服务收到 RST 后也关闭连接，并重启
