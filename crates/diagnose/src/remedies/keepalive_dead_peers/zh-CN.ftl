keepalive-dead-peers-summary = 启用了 SO_KEEPALIVE 的连接，对端失联 { $after } 后就放弃
keepalive-dead-peers-why = 客户端断电、过 NAT、手机切换时会无声消失，连接会一直开着或拖几个小时；对端有回应的不受影响
keepalive-dead-peers-risk = 对这个网络命名空间里所有启用 keepalive 的程序都生效：每条空闲连接 5 分钟发一次探测
keepalive-dead-peers-restart = 只对之后建立的连接生效；已经打开的仍按原来的定时器走（最长 { $before }），除非重启对应的程序
keepalive-dead-peers-withheld-close-wait = keepalive 只会把问题藏起来：列表里看不到了，文件句柄还占着
keepalive-dead-peers-withheld-alive = 它只能清掉对端失联的连接，而这个对端还在回应
keepalive-dead-peers-withheld-unread = keepalive 的参数没读到
keepalive-dead-peers-withheld-short = 启用 SO_KEEPALIVE 的连接，对端失联后几分钟内就会放弃，已经够短
