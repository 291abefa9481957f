timeout-closes-connection-claim = send 或 recv 超时后，连接会直接进入 CLOSED 状态。
timeout-closes-connection-truth = SO_RCVTIMEO、SO_SNDTIMEO 超时只是让调用返回 EAGAIN，连接还是 ESTABLISHED，程序仍要自己关。真正会让它结束的是重传超时：内核放弃重传，程序得到 ETIMEDOUT。
timeout-closes-connection-source = tcp_write_timeout（net/ipv4/tcp_timer.c）；在 6.18 上实测：两种超时都返回 EAGAIN，状态仍是 ESTABLISHED
