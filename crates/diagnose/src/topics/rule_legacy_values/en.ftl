rule-legacy-values-title = MaxUserPort and TcpTimedWaitDelay: which Windows heeds them
rule-legacy-values-what = MaxUserPort (5000 to 65534) counts before Vista alone; since then the dynamic range does. TcpTimedWaitDelay (30 to 300 s) is documented for 2000 to 2008; nothing shows that 10 or Server 2016 and later heed it. Both want a reboot.
rule-legacy-values-see = Not found means that the default holds.
    .command = reg query HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters
rule-legacy-values-matters = When somebody relies on them: measure how long a row stays instead.
rule-legacy-values-harmless = Where the version does not read them they do nothing at all.
rule-legacy-values-source = Microsoft documentation of TCP/IP registry values (Windows 2000, Server 2003)
