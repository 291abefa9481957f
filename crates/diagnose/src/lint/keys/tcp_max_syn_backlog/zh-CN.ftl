lint-tcp-max-syn-backlog-depends = tcp_syncookies=1（默认）时内核根本不看它；现在的值未知
lint-tcp-max-syn-backlog-cancelled = tcp_syncookies 开着（{ $place }），内核根本不看它：这一行等于没写；上限是监听端口自己的 backlog
lint-tcp-max-syn-backlog-unused = tcp_syncookies 开着，内核根本不看它；上限是监听端口自己的 backlog
lint-tcp-max-syn-backlog-old = 4.4 之前它限制 backlog 更大的监听端口的半连接队列，而 somaxconn 也放得下
lint-tcp-max-syn-backlog-old-unknown = tcp_syncookies 开着时内核不看它；4.4 之前它还限制 backlog 更大的监听端口的半连接队列，但 somaxconn 也限制，而它或现在的值未知
lint-tcp-max-syn-backlog-lower = cookie 关着，能排队的半连接更少，多出来的 SYN 被丢掉
lint-tcp-max-syn-backlog-helps = cookie 关着，半连接队列已满：能多排一些
lint-tcp-max-syn-backlog-idle = cookie 关着，它起作用；但没有半连接队列接近上限
lint-tcp-max-syn-backlog-no-rows = cookie 关着，它起作用；半连接队列满没满未知
