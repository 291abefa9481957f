tcp-max-tw-buckets-title = tcp_max_tw_buckets：一个网络命名空间最多留多少个 TIME_WAIT
tcp-max-tw-buckets-what = 达到上限后内核不再新建 TIME_WAIT，套接字直接关闭，只有 TCPTimeWaitOverflow 计数。默认值按内存定：24 GB 是 131072，最多 262144；容器若有自己的小连接表，可能只有 64。
tcp-max-tw-buckets-see = 看没能进入 TIME_WAIT 的次数，0 就是正常：
    .command = nstat -az TcpExtTCPTimeWaitOverflow
tcp-max-tw-buckets-matters = 计数在涨时要查：还没关完的对端会收到 RST，端口会马上被再次分配。每秒断开数达到“上限/60”就会触顶：5000 只够 83 个/秒。
tcp-max-tw-buckets-harmless = 计数不动就不用管。不要为了数字好看去调小它。
tcp-max-tw-buckets-source = inet_twsk_alloc（net/ipv4/inet_timewait_sock.c）；Documentation/networking/ip-sysctl.rst；在 6.18 上实测
