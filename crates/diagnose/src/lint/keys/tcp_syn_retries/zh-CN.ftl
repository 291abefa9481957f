lint-tcp-syn-retries-other = 管 connect() 对不响应的对端试多久，与已结束的连接无关
