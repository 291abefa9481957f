listen-title = LISTEN：正在监听，等待连接
listen-what = 接受连接的套接字。在 ss 里，它的 Recv-Q 是全连接队列当前长度，Send-Q 是上限：min(listen() 的 backlog, somaxconn)。
listen-see = 列出监听端口和队列：
    .command = ss -tlnp
listen-matters = Recv-Q 一直接近 Send-Q，说明程序 accept 太慢。实测 backlog 为 2：排 3 个，之后的 SYN 全部丢弃，客户端卡在 SYN_SENT，ListenOverflows 会增加。
listen-harmless = Recv-Q 为 0，或者只是偶尔冲高，不用管。
listen-source = inet_diag 里监听套接字的条目；在 6.18 上以 backlog 2 实测
