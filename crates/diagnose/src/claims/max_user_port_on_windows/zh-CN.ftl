max-user-port-on-windows-claim = 在注册表里设 MaxUserPort = 65534，Windows 就有更多端口。
max-user-port-on-windows-truth = Vista 和 Server 2008 起不再理会它。要用：netsh int ipv4 set dynamicport tcp start=1025 num=64511。默认范围是 49152 到 65535，共 16384 个端口。
max-user-port-on-windows-source = 微软文档《Settings that can be modified to improve network performance》；《TCP/IP port exhaustion troubleshooting》
