lint-performance-other = 管活动连接的速度，与已结束的连接无关
