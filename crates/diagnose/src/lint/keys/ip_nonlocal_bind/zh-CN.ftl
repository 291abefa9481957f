lint-ip-nonlocal-bind-other = 允许 bind() 本机还没有的地址（浮动 IP），与已结束的连接无关
