lint-tcp-abort-on-overflow-on = 全连接队列一满就给客户端发 RST，本来等一下就能进来
lint-tcp-abort-on-overflow-off = 全连接队列满时客户端改为等待，不再收到 RST
lint-tcp-abort-on-overflow-default = 默认值：全连接队列满时客户端等待
