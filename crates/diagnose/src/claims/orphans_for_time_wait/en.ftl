orphans-for-time-wait-claim = Raise tcp_max_orphans and tcp_mem when there are many TIME_WAIT.
orphans-for-time-wait-truth = TIME_WAIT are no orphans: those are full sockets that a program has closed and that still have data or a FIN to send. And they have no buffers, so tcp_mem does not count them: one takes 256 bytes, or 512 where it leads out.
orphans-for-time-wait-source = inet_timewait_sock.c; tcp_orphan_count; measured on 6.18
