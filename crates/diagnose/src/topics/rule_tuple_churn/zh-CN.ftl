rule-tuple-churn-title = Windows 上同样的端口太快被再次使用
rule-tuple-churn-what = 向外连接分到的本地端口，上一条到同一去向的连接还在 TIME_WAIT。程序报 10048，系统日志有事件 4227。这时端口不一定用完。
rule-tuple-churn-see = 看 TIME_WAIT 大多去往哪里：
    .command = netstat -ano
rule-tuple-churn-matters = 连接失败时要处理：程序到同一处的短连接太多，应复用连接。
rule-tuple-churn-harmless = 一天偶尔一次，重试就成功的不用管。
rule-tuple-churn-source = 微软文档：TCP/IP 端口耗尽排查（事件 4227）
