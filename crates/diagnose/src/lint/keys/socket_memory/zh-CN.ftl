lint-socket-memory-other = 管活动连接的缓冲区；TIME_WAIT 没有缓冲区（256 字节，外连的 512）
