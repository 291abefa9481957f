reuse-connections-zabbix-values = Zabbix 每次交换数据都新建连接。让每次多传一些：主动模式的 agent 缓存久一点再发（默认 5 秒），监控项的更新间隔放长
reuse-connections-zabbix-listener = 是它的监听端先断开，TIME_WAIT 留在这里，不占临时端口：Zabbix 没有可改的设置，也不需要改
