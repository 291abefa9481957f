tcp-timed-wait-delay-title = TcpTimedWaitDelay：Windows 上 TIME_WAIT 的时长
tcp-timed-wait-delay-what = 注册表 HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters 下的 REG_DWORD，30 到 300 秒，改后要重启系统。微软自己的文档里默认值有 120 和 240 两种说法。2008 年前后的资料还要求同时设 StrictTimeWaitSeqCheck=1。
tcp-timed-wait-delay-see = 找不到就是用默认值；实际多久，盯住 netstat 里的一行看它何时消失最可靠：
    .command = reg query HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters /v TcpTimedWaitDelay
tcp-timed-wait-delay-matters = Windows 主机端口耗尽时可以考虑。它在 Server 2016 及以后是否有效没有证据：先扩大动态端口范围，并复用连接。
tcp-timed-wait-delay-harmless = 端口不紧张就不用管。Vista 到 2008 R2 运行超过 497 天后，改它也没用：TIME_WAIT 根本不会释放（KB2553549）。
tcp-timed-wait-delay-source = 微软文档：TCP/IP 注册表值（Windows 2000、Server 2003），KB2553549
