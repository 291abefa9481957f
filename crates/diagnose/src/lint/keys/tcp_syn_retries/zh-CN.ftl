lint-tcp-syn-retries-other = 管 connect() 对沉默对端试多久，与已结束的连接无关
