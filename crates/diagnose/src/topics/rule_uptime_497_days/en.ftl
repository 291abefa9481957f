rule-uptime-497-days-title = Windows after 497 days of uptime
rule-uptime-497-days-what = Vista, 7, 2008 and 2008 R2 release no TIME_WAIT any more once they are up for 497 days (KB2553549), unless its fix is installed. Rows pile up until the dynamic ports are gone.
rule-uptime-497-days-see = Since when it runs.
    .command = wmic os get lastbootuptime
rule-uptime-497-days-matters = On these versions past 497 days: reboot, and install the fix. Neither TcpTimedWaitDelay nor a restart of programs helps.
rule-uptime-497-days-harmless = On 8, Server 2012 and later, which do not have it.
rule-uptime-497-days-source = KB2553549
