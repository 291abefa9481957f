commented-line-reserves-claim = 在 sysctl.conf 里加一行 # net.ipv4.ip_local_reserved_ports=42310,51000-52000，端口就预留好了。
commented-line-reserves-truth = 以 # 开头的行是注释，sysctl -p 会跳过，一个端口也没有预留。去掉 #，执行 sysctl -p，再用 sysctl net.ipv4.ip_local_reserved_ports 确认。
commented-line-reserves-source = sysctl.conf(5)：以 # 或 ; 开头的行是注释
