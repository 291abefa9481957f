keepalive-time-is-interval-claim = tcp_keepalive_time 表示 keepalive 消息多久发送一次，也就是发送频率。
keepalive-time-is-interval-truth = 它是空闲多久后发第一个探测包，默认 7200 秒。没有回应时的重发间隔是 tcp_keepalive_intvl（75 秒），次数是 tcp_keepalive_probes（9 次）。三个都只对设置了 SO_KEEPALIVE 的连接有效，也都管不了 TIME_WAIT。
keepalive-time-is-interval-source = Documentation/networking/ip-sysctl.rst
