rule-restart-refused-title = 服务重启时绑定不了端口
rule-restart-refused-what = 有程序在监听、端口被客户端占走、或旧监听留下的连接（包括 TIME_WAIT）还在而新旧两个监听有一个没设 SO_REUSEADDR，bind() 就会失败：每条旧连接都记着原来的设置。
rule-restart-refused-see = 看现在谁占着端口：
    .command = ss -tanp
rule-restart-refused-matters = 服务必须马上起来时要处理。Linux 上监听套接字都应设 SO_REUSEADDR，Windows 上不要设；SO_REUSEPORT 只用于同一服务的多个进程有意共用端口。
rule-restart-refused-harmless = TIME_WAIT 最多 62 秒自行消失，服务会重试的话到时就能启动。
rule-restart-refused-source = inet_csk_get_port（net/ipv4/inet_connection_sock.c）；在 6.18 上实测
