port-range-is-small-claim = ip_local_port_range 默认很小，是 32768 到 61000，应该改为 1024 到 65000。
port-range-is-small-truth = 默认其实是 32768 到 60999。扩大范围只是让 connect() 晚一点变慢，而且慢的时候更慢（实测 890 微秒变 1800 微秒）。3306、8080 这类服务端口也被包进来，必须预留；另外 1024 和 65000 都是偶数，内核会提示两端最好一奇一偶。
port-range-is-small-source = __inet_hash_connect（net/ipv4/inet_hashtables.c）；提交 ed2dfd900992（奇偶）；在 6.18 上实测
