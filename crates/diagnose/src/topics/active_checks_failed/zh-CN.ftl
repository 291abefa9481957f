active-checks-failed-title = started to fail：主动模式的 Zabbix agent 连不上 server 或 proxy
active-checks-failed-what = agent 每次交换数据都新建一条连接。失败时只打印一次，恢复时再打印一次，中间就是中断时间。6.x 的原因在上一行，旧版本在后面的括号里。
active-checks-failed-see = 看旁边的原因：[99]、[0x00002747]、[0x00002740] 都说明本机没有本地端口了。
    .command = grep -i 'unable to connect\|started to fail\|working again' /var/log/zabbix/zabbix_agentd.log
active-checks-failed-matters = 是这几个编号时，查 agent 所在主机的 TIME_WAIT 和端口范围；是 [111] 或超时，就查 server 的 10051 端口和中间的网络。
active-checks-failed-harmless = 只有一次、一分钟后就恢复：server 或 proxy 重启过。
active-checks-failed-source = Zabbix 5.0 和 6.0 的 active.c；在 6.0.14 上实测
