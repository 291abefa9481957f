legacy-values-summary-ignored = MaxUserPort = { $value } 在这个版本上不起作用：只有 Vista 之前的 Windows 才看它
legacy-values-summary-port = MaxUserPort = { $value } 只在 Vista 之前的 Windows 上有用；这台的版本未知
legacy-values-summary-port-bounds = MaxUserPort = { $value } 超出 5000～65534
legacy-values-summary-unproven = TcpTimedWaitDelay = { $value }：这个版本是否理会它，没有证据
legacy-values-summary-delay = TcpTimedWaitDelay = { $value } 秒，设置后第一次重启系统起生效
legacy-values-summary-delay-version = TcpTimedWaitDelay = { $value } 秒；管不管用要看版本，而版本未知
legacy-values-summary-delay-bounds = TcpTimedWaitDelay = { $value } 超出 30～300 秒

legacy-values-why-ignored = Vista、Server 2008 起看的是动态端口范围{ $range }
legacy-values-why-port = 在那些版本上它是可分配的最大端口，默认 5000；Vista、Server 2008 起看的是动态端口范围{ $range }
legacy-values-why-port-bounds = 这时 Windows 实际取多少，没有文档说明
legacy-values-why-unproven = 它的文档只到 Windows 2000～2008；10、Server 2016 及以后是否理会，没有文档或测试证明；而且要重启系统
legacy-values-why-delay = 这个版本的文档里有它；要重启系统才生效，常有人忘
legacy-values-why-delay-version = 它的文档只到 Windows 2000～2008，10、Server 2016 及以后未经证实；要重启系统才生效，常有人忘
legacy-values-why-delay-bounds = 这时 Windows 实际取多少，没有文档说明；默认值文档有 120 秒和 240 秒两种说法
legacy-values-range = （这里有 { $ports } 个端口）
legacy-values-range-unknown = {""}

legacy-values-todo-range = 看真正起作用的范围
    .command = netsh int ipv4 show dynamicport tcp
legacy-values-todo-measure = 实际多久：断开一个连接，看它那一行多久消失
    .command = netstat -ano | findstr TIME_WAIT
legacy-values-todo-strict = 2008 年前后的资料还要求同时设 StrictTimeWaitSeqCheck = 1

legacy-values-because = { $name } = { $value }
