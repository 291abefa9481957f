reuse-connections-node-agent = 所有请求共用一个 keepAlive 的 agent：Node 19 以前默认的 agent 每次请求后断开，自己 new Agent 时默认也是
reuse-connections-node-server = 让客户端保持连接：Node 26 以前，HTTP 服务对空闲 5 秒的连接会主动断开
