lint-ip-local-reserved-ports-no-range = 只对 ip_local_port_range 里的端口有意义，而这个范围未知
lint-ip-local-reserved-ports-drops = 写入会整个替换旧列表：正在监听、现在已预留的端口 { $port } 会失去预留
lint-ip-local-reserved-ports-outside = 这些端口都不在 ip_local_port_range 里，connect() 本来就不会选
lint-ip-local-reserved-ports-most = 只给连接留下 { $left } 个端口，很快就耗尽
lint-ip-local-reserved-ports-keeps = connect() 不再占用范围里的 { $kept } 个端口，留给服务；现在有 { $listening } 个在监听。程序自己 bind 这些端口不受影响
