reuseaddr-on-restart-claim = 设了 SO_REUSEADDR，服务停了随时能马上再启动。
reuseaddr-on-restart-truth = 前一个进程也得设过才行，因为它留下的 TIME_WAIT 带着它当时的标志。老进程没设的话，新进程怎么设都要等最多 60 秒。
reuseaddr-on-restart-source = inet_csk_bind_conflict；TIME_WAIT 继承这个标志；在 6.18 上实测
