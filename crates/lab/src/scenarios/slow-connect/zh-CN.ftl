lab-slow-connect-title = 端口还远没用完，connect() 就慢了上百倍
lab-slow-connect-story = 从一个地址每秒向同一个数据库新建 450 条连接，都由发起的程序先断开。端口用掉一半以后，connect() 每次都要先把前一半找个遍。
lab-slow-connect-watch = 建连接的耗时随端口占用的变化：图中间突然变慢，而没有任何报错。
