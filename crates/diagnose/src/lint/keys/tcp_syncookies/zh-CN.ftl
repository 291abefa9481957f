lint-tcp-syncookies-off = 半连接队列满了就丢掉所有 SYN，一次 SYN 攻击就能让服务连不上
lint-tcp-syncookies-on = 半连接队列满时改发 cookie，不再丢 SYN
lint-tcp-syncookies-default = 本来就是默认值，除非有人关过；现在的值未知
lint-tcp-syncookies-same = 默认值：只在半连接队列满时才发 cookie
lint-tcp-syncookies-other = 内核当 1 处理：只在半连接队列满时才发 cookie；只有 2 才另有含义
lint-tcp-syncookies-always = 每个连接都发 cookie，是测试用的：不进队列，选项也丢；内核文档明说不能拿来扛负载
