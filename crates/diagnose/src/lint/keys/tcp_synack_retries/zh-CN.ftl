lint-tcp-synack-retries-none = SYN+ACK 丢一次，客户端就连不上
lint-tcp-synack-retries-helps = 半连接队列已满：一直不回应的对端能早点清掉
lint-tcp-synack-retries-idle = SYN+ACK 对不响应的对端的重发次数；这里没有发现半连接队列满
