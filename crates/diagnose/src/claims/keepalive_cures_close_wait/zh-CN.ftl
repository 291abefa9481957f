keepalive-cures-close-wait-claim = 调小 tcp_keepalive_time 就能清掉 CLOSE_WAIT。
keepalive-cures-close-wait-truth = ss 里是看不到了，句柄还开在程序里：泄漏只是看不见了。要在 read() 返回 0 之后让程序 close()。
keepalive-cures-close-wait-source = 在 6.18 上实测：从连接表消失，/proc/PID/fd 里的 socket:[inode] 还在
