verdict-well = 一切正常，不用处理：共 { $rows } 个套接字，TIME_WAIT { $time_wait } 个，端口、队列、内存都充足
verdict-well-partly = 能读到的部分没有问题，不用处理：共 { $rows } 个套接字，TIME_WAIT { $time_wait } 个
verdict-nothing-read = 读到的内容太少，无法判断
verdict-not-time-wait = 不是 TIME_WAIT 的问题：{ $trouble }
verdict-elsewhere = 在{ $namespace }中：{ $trouble }
