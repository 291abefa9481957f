reuse-time-wait-summary = 让 connect() 复用超过 { $delay } 的 TIME_WAIT{ $routes ->
    [1] ，去向 { $target }
   *[other] ，去向 { $target } 等共 { $routes } 个
 }
reuse-time-wait-why = 两端都在本机且启用了时间戳，旧连接的残留报文不会混进新连接
reuse-time-wait-why-peer = 到 { $target } 的连接两端都带时间戳，旧连接的残留报文不会混进新连接
reuse-time-wait-why-loopback = 走的是回环地址，内核默认值 2 就能覆盖：两端都在本机且启用了时间戳，旧连接的残留报文不会混进新连接
reuse-time-wait-risk-loopback = 只对这个网络命名空间的回环地址生效；先 bind 再 connect 的程序得不到好处
reuse-time-wait-risk = 对这个网络命名空间的所有去向都生效；如果一个对端地址后面有多台时钟不同的主机，个别连接可能被拒；先 bind 再 connect 的程序得不到好处
reuse-time-wait-withheld-server = 监听端口上的 TIME_WAIT 不会被复用：tcp_tw_reuse 只管本机主动发起的连接
reuse-time-wait-withheld-room = 没有哪个去向缺端口，打开也没什么好处
reuse-time-wait-withheld-range = 有没有去向缺端口不清楚：没有读到本地端口范围（sysctl net.ipv4.ip_local_port_range）
reuse-time-wait-withheld-no-route = 没看到本机发起的连接，判断不了有没有用
reuse-time-wait-withheld-unread = tcp_tw_reuse 或 tcp_timestamps 没读到
reuse-time-wait-withheld-timestamps = 本机 tcp_timestamps=0，打开了也不起作用
reuse-time-wait-withheld-on = 已经打开了
reuse-time-wait-withheld-direction = 从输入里看不出连接是哪一方发起的
reuse-time-wait-withheld-open = 占着端口的是还开着的连接，不是 TIME_WAIT
reuse-time-wait-withheld-covered = 值为 2 时已经覆盖这个去向：走的是回环地址
reuse-time-wait-withheld-peer = { $target } 不带时间戳，不会有任何一条被复用
reuse-time-wait-withheld-unproven = 没法证明 { $target } 带时间戳，不带就不起作用：请在有连接打开时再看
reuse-time-wait-withheld-bound = 连接 { $target } 的程序应该是先 bind 再 connect（推断），bind() 不会复用 TIME_WAIT：程序设置 IP_BIND_ADDRESS_NO_PORT、改由 connect() 选端口之前，打开也不起作用
reuse-time-wait-risk-short = 对所有去向都生效；对端多台主机时钟不同的，个别连接可能被拒
reuse-time-wait-risk-loopback-short = 只对回环地址生效；先 bind 再 connect 的程序得不到好处
