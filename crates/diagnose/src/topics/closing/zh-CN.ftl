closing-title = CLOSING：双方同时关闭
closing-what = 双方的 FIN 在路上交错，各自等对自己 FIN 的确认；确认到了，两端都进入 TIME_WAIT。
closing-see = 列出连接和定时器：
    .command = ss -tano state closing
closing-matters = 几十个一直不消失时要查：链路丢了 ACK，或者对端发完 FIN 就消失了。
closing-harmless = 只有几个不用管：正常只持续一个往返，开销和普通孤儿套接字一样。
closing-source = RFC 9293；在 6.18 上实测：双方同时断开后，两端都是 TIME_WAIT
