rule-uptime-497-days-title = Windows 开机超过 497 天
rule-uptime-497-days-what = Vista、7、2008、2008 R2 开机满 497 天后不再释放 TIME_WAIT（KB2553549），装过补丁的除外。TIME_WAIT 越积越多，直到动态端口用完。
rule-uptime-497-days-see = 看什么时候开的机：
    .command = wmic os get lastbootuptime
rule-uptime-497-days-matters = 这几个版本超过 497 天：重启系统并装补丁。TcpTimedWaitDelay、重启程序都没用。
rule-uptime-497-days-harmless = Windows 8、Server 2012 及以后没有这个缺陷。
rule-uptime-497-days-source = KB2553549
