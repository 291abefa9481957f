reuse-connections-load-generators-flags = 压测工具用完的是它自己的端口，不是服务器的：让它保持连接，或从多个地址发起
