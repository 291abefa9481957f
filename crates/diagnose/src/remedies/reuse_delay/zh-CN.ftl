reuse-delay-summary = TIME_WAIT 满 { $to } 就可以复用（现在要 { $delay }）
reuse-delay-why = 复用已打开并起作用，但断开太快，光是最近 { $delay } 占的端口就太多了
reuse-delay-risk = 旧连接的迟到报文只靠时间戳区分，而时间戳 1 到 10 毫秒才走一格：更好的办法是复用连接
reuse-delay-withheld-unread = 不知道断开速率，算不出该设多少
reuse-delay-withheld-open = 占着端口的是还开着的连接，不是 TIME_WAIT
reuse-delay-withheld-kernel = 这个内核至少要等 1 秒，没有这个参数（Linux 6.14 起才有）
reuse-delay-withheld-short = 按这个速率，100 毫秒以上的值都腾不出一半端口
reuse-delay-withheld-bound = 连接 { $target } 的程序应该是先 bind 再 connect（推断），bind() 不会复用 TIME_WAIT，多老的都不行：程序设置 IP_BIND_ADDRESS_NO_PORT、改由 connect() 选端口之前，调小也不起作用
