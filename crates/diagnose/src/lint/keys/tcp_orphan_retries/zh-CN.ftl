lint-tcp-orphan-retries-helps = 对端没有响应的连接（FIN_WAIT1、LAST_ACK、CLOSING）能早点放弃
lint-tcp-orphan-retries-idle = 只管对端没有响应的 FIN_WAIT1、LAST_ACK、CLOSING，0 等于 8 次；这里没有堆积
