time-wait-uses-descriptors-claim = TIME_WAIT 太多会把文件句柄占满，达到句柄上限。
time-wait-uses-descriptors-truth = TIME_WAIT 不占文件句柄，也不属于任何进程，背后的套接字早就释放了。调大 ulimit 对它没用，对 EADDRNOTAVAIL 也没用。占句柄的是 ESTABLISHED、CLOSE_WAIT 和监听套接字。
time-wait-uses-descriptors-source = tcp_time_wait（net/ipv4/tcp_minisocks.c）；在 6.18 上实测
