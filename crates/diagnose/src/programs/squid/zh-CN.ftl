reuse-connections-squid-servers = 到服务器保持长连接：两项都是默认值，请查是不是被哪行关掉了
reuse-connections-squid-clients = 让客户端保持连接：两项都是默认值，请查是不是被哪行关掉了
