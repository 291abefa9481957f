orphans-for-time-wait-claim = TIME_WAIT 多就调大 tcp_max_orphans 和 tcp_mem。
orphans-for-time-wait-truth = TIME_WAIT 不是孤儿连接：孤儿连接是程序已关闭、还有数据或 FIN 没发完的完整套接字。TIME_WAIT 也没有缓冲区，不算进 tcp_mem：一个 256 字节，外连的 512。
orphans-for-time-wait-source = inet_timewait_sock.c；tcp_orphan_count；在 6.18 上实测
