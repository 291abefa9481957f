lab-zabbix-active-title = Zabbix 主动模式的 agent：10051 端口上一堆 TIME_WAIT，日志说连不上
lab-zabbix-active-story = 真实的 agent 和 zabbix_sender 通过短连接把数据交给真实的 proxy，监控项由我们写的一个小 server 下发。先断开的是 proxy，所以 TIME_WAIT 堆在它的 10051 端口上，并不占 agent 的临时端口。随后另一个程序把端口全部绑住不放：这时重启 agent 什么也释放不了，它在日志里说连不上。
lab-zabbix-active-watch = TIME_WAIT 落在哪一边；agent 连不上时，端口究竟被谁占着。
lab-zabbix-active-cured = 占着端口的程序把端口放掉
