tcp-tw-timeout-title = tcp_tw_timeout：TIME_WAIT 时长，只有 Alibaba Cloud Linux 才有
tcp-tw-timeout-what = 单位秒，1 到 600，默认 60；Alibaba Cloud Linux 2（内核 4.19.43-13.al7 及以上）和 3 支持，4 起不再推荐。主线内核没有这个参数，TIME_WAIT 固定 60 秒。
tcp-tw-timeout-see = 提示 No such file or directory 就说明这个内核改不了：
    .command = sysctl net.ipv4.tcp_tw_timeout
tcp-tw-timeout-matters = 这类主机到某个去向的端口耗尽，又没法复用连接、也用不了 tcp_tw_reuse 时，才考虑调小。
tcp-tw-timeout-harmless = 其他内核上写了也没用，只会让 sysctl -p 报错。
tcp-tw-timeout-source = 阿里云文档：修改 TCP TIME-WAIT 超时时间；主线内核 5.10 到 7.2 里没有
