keepalive-cures-close-wait-claim = A short tcp_keepalive_time gets rid of CLOSE_WAIT.
keepalive-cures-close-wait-truth = The row disappears from ss, the descriptor stays open in the program: the leak can only be seen no more. The program must call close() once read() has returned 0.
keepalive-cures-close-wait-source = measured on 6.18: the row goes, socket:[inode] stays in /proc/PID/fd
