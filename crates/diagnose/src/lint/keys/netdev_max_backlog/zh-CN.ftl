lint-netdev-max-backlog-other = 管等 CPU 处理的报文，不管连接
