server-closes-first-verdict = { $place }有 { $time_wait } 个 TIME_WAIT：由本机先断开，内存约 { $memory }，不占本地端口
server-closes-first-verdict-windows = { $place }有 { $time_wait } 个 TIME_WAIT：由本机先断开，不占动态端口

server-closes-first-summary = { $place }有 { $time_wait } 个 TIME_WAIT：由本机先断开，断开速率{ $closes }

server-closes-first-why = 内存约 { $memory }，不占文件句柄和本地端口
server-closes-first-why-windows = 共用监听端口，不占动态端口；Windows 每个保留 2～4 分钟

server-closes-first-todo-keep-alive = 可选（想减少时）：延长保持时间（keep-alive），让客户端复用连接
server-closes-first-todo-clients-close = 可选（想减少时）：让客户端先断开，TIME_WAIT 就留在客户端

server-closes-first-dont-restart = 重启服务：TIME_WAIT 归系统管，重启只会更多
server-closes-first-dont-settings = tcp_tw_reuse、tcp_fin_timeout：对监听端无效；tcp_tw_recycle：4.12 起已删除；调小 tcp_max_tw_buckets：还没关完的对端会收到 RST

server-closes-first-because = TIME_WAIT { $rows } >= { $many }
server-closes-first-because-times = TIME_WAIT { $rows } > { $times } * 没断开的 { $live }
