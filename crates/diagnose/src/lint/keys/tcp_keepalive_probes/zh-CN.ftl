lint-tcp-keepalive-probes-whole = 只对设了 SO_KEEPALIVE 的连接有效：对端没了，{ $seconds }后断开；不管 TIME_WAIT
lint-tcp-keepalive-probes-sockets = 只对设了 SO_KEEPALIVE、对端又没了的连接有效；不管 TIME_WAIT
lint-tcp-keepalive-probes-hides = CLOSE_WAIT 会从列表里消失，句柄仍然占着，泄漏只是被掩盖；不管 TIME_WAIT
