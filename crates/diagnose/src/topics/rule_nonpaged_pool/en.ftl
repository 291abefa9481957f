rule-nonpaged-pool-title = 10055 without a lack of ports: nonpaged memory
rule-nonpaged-pool-what = WSAENOBUFS (10055) means that a socket operation got no buffer. With free dynamic ports that is nonpaged memory, which drivers and sockets use; something leaks it, or the ports were gone a moment before.
rule-nonpaged-pool-see = How much there is, and whether it grows.
    .command = Get-CimInstance Win32_PerfRawData_PerfOS_Memory | select PoolNonpagedBytes
rule-nonpaged-pool-matters = When it grows from hour to hour. Event 2019 of srv in the System log says that it ran out.
rule-nonpaged-pool-harmless = While it stays level, and no program says 10055.
rule-nonpaged-pool-source = Microsoft documentation: WSAENOBUFS; event 2019 of srv
