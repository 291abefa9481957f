timeout-closes-connection-claim = send 或 recv 超时后，连接会直接进入 CLOSED 状态。
timeout-closes-connection-truth = SO_RCVTIMEO、SO_SNDTIMEO 超时只是让调用返回 EAGAIN，连接还是 ESTABLISHED，程序仍要自己关。只有重传超时才会不经关闭就结束：内核放弃重传，程序得到 ETIMEDOUT。
