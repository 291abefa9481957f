lab-syn-flood-title = SYN 攻击而 syncookies 关着：客户端连不上
lab-syn-flood-story = 每 20 毫秒来 409 个 SYN，来源地址都不存在。半连接队列满了，syncookies 又没开，正常客户端的 SYN 也全被丢掉。
lab-syn-flood-watch = 客户端 connect() 超时；打开 syncookies 后攻击还在继续，用户却没有感觉。单靠这个参数，实测结论是“有好转”：不再丢 SYN，但攻击仍占满半连接队列，靠 cookie 连上的客户端可能没有窗口缩放和 SACK，所以告警还在。攻击停了，才算“已解决”。
lab-syn-flood-cured = 攻击流量在到达本机之前被过滤掉
