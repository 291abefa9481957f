lab-accept-queue-title = 全连接队列满了，却被当成 SYN 攻击
lab-accept-queue-story = 服务不再 accept()，42 个客户端就把它的全连接队列占满，之后的 SYN 全被丢掉，看上去像 SYN 攻击。可是一个半连接也没有，打开 syncookies、调大半连接队列都没用。（真正的 SYN 攻击见演练 syn-flood。）
lab-accept-queue-watch = 客户端 connect() 超时，而半连接队列是空的。
lab-accept-queue-cured = 服务的工作线程不再卡住，又开始 accept()
