reuse-connections-apache-backends = 让 mod_proxy 复用到后端的连接：fcgi:// 默认不复用；用 [P] 重写时，后端没有单独的 Proxy 段就没有连接池
reuse-connections-apache-clients = 让客户端保持连接：KeepAlive Off 会让 Apache 每次应答后就断开
