lint-tcp-retries-other = 管活动连接重传多久，与已结束的连接无关
