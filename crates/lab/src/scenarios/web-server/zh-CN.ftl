lab-web-server-title = Web 服务器上 1.8 万个 TIME_WAIT，其他状态也都有
lab-web-server-story = nginx 没开长连接，每秒接待 320 个访客；另有 348 个半连接来自根本不存在的地址，还有一些对端在连接中途消失。网上到处抄的八条配置，按这台机器逐条评定。
lab-web-server-watch = TIME_WAIT 在这里不用管，要看的是半连接。
lab-web-server-cured = nginx 打开长连接（keepalive_timeout 65），访客复用连接；半连接也不再来
