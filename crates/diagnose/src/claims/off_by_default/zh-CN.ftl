off-by-default-claim = tcp_syncookies 和 tcp_tw_reuse 默认是 0（关闭），要手工打开。
off-by-default-truth = tcp_syncookies 默认就是 1。tcp_tw_reuse 从 Linux 4.19 起默认是 2（只对回环地址），之前才是 0。先看当前值：本来就是这个值的话，写了也等于没写。
off-by-default-source = Documentation/networking/ip-sysctl.rst；提交 79e9fed46038（Linux 4.19）；在 6.18 上读到
