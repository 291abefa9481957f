somaxconn-title = somaxconn：所有监听套接字 backlog 的上限
somaxconn-what = 队列长度是 min(listen() 的 backlog, somaxconn)。Linux 5.4 起默认 4096，之前是 128。改了以后，程序要重新 listen() 才生效。
somaxconn-see = 看因全连接队列满而没能进来的次数：
    .command = nstat -az TcpExtListenOverflows TcpExtListenDrops
somaxconn-matters = ListenOverflows 在涨时要查：程序 accept 太慢，或者 backlog、somaxconn 太小。客户端会卡在 SYN_SENT。
somaxconn-harmless = 计数不动就不用管。它和 TIME_WAIT 无关。
somaxconn-source = Documentation/networking/ip-sysctl.rst：Linux 5.4 起 4096，之前 128；在 6.18 上实测
