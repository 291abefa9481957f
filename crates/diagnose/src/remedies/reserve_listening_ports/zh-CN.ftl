reserve-listening-ports-summary = 预留{ $count ->
    [1] 端口 { $ports }
   *[other] {" "}{ $count } 个端口（{ $ports }）
 }，不让 connect() 把服务的端口分给客户端连接
reserve-listening-ports-why = 别人预留的端口不动，回滚时只去掉这几个；服务自己 bind() 不受影响
reserve-listening-ports-risk = 客户端连接少了 { $costs } 个临时端口（共 { $usable } 个）
reserve-listening-ports-withheld-unread = 端口范围或已预留的端口没读到
reserve-listening-ports-withheld-which = 不知道这些端口属于哪个网络命名空间或哪台主机：请用 --netns 指定一个，或只给一台主机的文本
reserve-listening-ports-withheld-system = 只有 Linux 和 Windows 上能不让客户端连接占用端口
reserve-listening-ports-withheld-outside = 端口 { $port } 本来就不会被 connect() 分出去：不在范围内，或者已经预留
reserve-listening-ports-withheld-reserved = 没有要预留的端口：服务端口已经预留或不在临时端口范围内；只监听回环地址的，重启后多半会换端口
reserve-listening-ports-withheld-no-port = 不知道是哪个端口
reserve-listening-ports-risk-short = 客户端连接少了 { $costs } 个临时端口（共 { $usable } 个）
