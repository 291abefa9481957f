lab-bind-first-title = 先 bind() 再 connect()：所有去向共用一份端口
lab-bind-first-story = 负载均衡器先绑定源地址，再连七个后端之一。bind() 选的端口只能给一个去向用，1000 个端口 20 秒就用光，每个后端才用了七分之一。
lab-bind-first-watch = bind() 报 EADDRINUSE，而每个去向都离用完还远。
lab-bind-first-cured = 负载均衡器设置 IP_BIND_ADDRESS_NO_PORT，由 connect() 选端口
