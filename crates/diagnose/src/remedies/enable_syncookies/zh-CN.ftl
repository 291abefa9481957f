enable-syncookies-summary = 打开 SYN cookie：队列满了也照样回应新的 SYN
enable-syncookies-why = 只在队列满时才用，也是内核默认值；只是兜底，处理不过来的服务器靠它没用
enable-syncookies-risk = 靠 cookie 建立的连接，客户端不带时间戳时没有窗口扩大和 SACK
enable-syncookies-withheld-on = 已经打开了；设成 2 会让每个连接都用它，内核文档说那只供测试
enable-syncookies-withheld-unread = tcp_syncookies 没读到
enable-syncookies-withheld-no-drops = 观察期间没有 SYN 因队列满被丢，打开也没有变化
enable-syncookies-risk-short = 靠 cookie 建立的连接，客户端不带时间戳时没有窗口扩大和 SACK
