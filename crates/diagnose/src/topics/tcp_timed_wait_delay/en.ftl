tcp-timed-wait-delay-title = TcpTimedWaitDelay: length of TIME_WAIT on Windows
tcp-timed-wait-delay-what = REG_DWORD under HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters, 30 to 300 seconds, needs a reboot. Microsoft's own pages give 120 or 240 as the default. Texts of the 2008 era ask for StrictTimeWaitSeqCheck = 1 beside it.
tcp-timed-wait-delay-see = Not found means that the default holds; measure it by watching one row.
    .command = reg query HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters /v TcpTimedWaitDelay
tcp-timed-wait-delay-matters = When a Windows host runs out of ports. Its effect on Server 2016 and later is not proven: widen the dynamic port range first, and reuse connections.
tcp-timed-wait-delay-harmless = When the ports are not short. On Vista to 2008 R2 after 497 days of uptime it cannot help: no TIME_WAIT ends there (KB2553549).
tcp-timed-wait-delay-source = Microsoft documentation of TCP/IP registry values (Windows 2000, Server 2003), KB2553549
