lint-somaxconn-lower = 这里有监听端口的 backlog 是 { $largest }：下次重启后队列变短，更容易丢连接
lint-somaxconn-less = 没有监听端口要得更多，调低也不受影响
lint-somaxconn-helps = 全连接队列已满，卡在 somaxconn 上。程序要重启，自己的 backlog 也要够大
lint-somaxconn-program = 全连接队列已满，但程序自己 listen() 给的 backlog 更小
lint-somaxconn-idle = 管程序还没 accept 的连接能排多少；这里没有全连接队列满。与 TIME_WAIT 无关
lint-somaxconn-no-rows = 全连接队列满、程序自己又要得更多时才有用。请在 --facts 文件里附上 ss -tlan
