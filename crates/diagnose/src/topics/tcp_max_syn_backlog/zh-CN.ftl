tcp-max-syn-backlog-title = tcp_max_syn_backlog：关掉 cookie 时的半连接上限
tcp-max-syn-backlog-what = 只在 tcp_syncookies=0 时起作用，限制陌生来源的 SYN。开着 cookie 时，上限是监听程序自己的 backlog：min(listen(), somaxconn)。
tcp-max-syn-backlog-see = 和另外两个起决定作用的参数一起看：
    .command = sysctl net.ipv4.tcp_max_syn_backlog net.ipv4.tcp_syncookies net.core.somaxconn
tcp-max-syn-backlog-matters = 关掉 cookie 时才有用。实测设为 16、128、8192，半连接分别是 13、97、257 个，最后一个已经是监听程序的上限。
tcp-max-syn-backlog-harmless = tcp_syncookies=1（默认）时不用管。实测 16、128、8192 都是 257 个。
tcp-max-syn-backlog-source = tcp_conn_request（net/ipv4/tcp_input.c）；在 6.18 上实测
