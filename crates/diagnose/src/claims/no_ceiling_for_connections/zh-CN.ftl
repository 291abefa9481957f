no-ceiling-for-connections-claim = 四元组有一个不同就能建连接，所以一台服务器能接受的连接数没有上限。
no-ceiling-for-connections-truth = 总数大致如此，但对单个来源不成立：一个客户端地址到同一监听端口最多 64512 个源端口，前面有代理或 NAT 时很快就到。在此之前，还有文件句柄（每条连接一个）、内存、连接跟踪表和 accept 速度。
no-ceiling-for-connections-source = 端口号 16 位：1024～65535 共 64512 个；net.netfilter.nf_conntrack_max
