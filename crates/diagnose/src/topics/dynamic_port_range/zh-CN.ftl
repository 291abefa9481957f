dynamic-port-range-title = dynamicport：Windows 自动分配的本地端口范围
dynamic-port-range-what = 默认 49152 到 65535，共 16384 个。TCP、UDP、IPv4、IPv6 各有一份。起始不小于 1025，至少 255 个，末尾不超过 65535。
dynamic-port-range-see = 查看范围；最大可以设成 netsh int ipv4 set dynamicport tcp start=1025 num=64511：
    .command = netsh int ipv4 show dynamicport tcp
dynamic-port-range-matters = 系统日志里有 Tcpip 事件 4231（端口已用完）或 4227（同一对端口还在 TIME_WAIT），或者程序报 10055 时要查。TIME_WAIT 为 120 秒时，16384 个端口只够每秒 136 个连接。
dynamic-port-range-harmless = 服务端接受的连接不用这些端口，不受影响。
dynamic-port-range-source = 微软文档《TCP/IP port exhaustion troubleshooting》
