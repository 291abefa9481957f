tcp-tw-reuse-delay-title = tcp_tw_reuse_delay: how old a TIME_WAIT must be before tcp_tw_reuse may take it
tcp-tw-reuse-delay-what = Milliseconds, 1 to 60000, default 1000, since Linux 6.14. Before, the wait was counted in whole seconds and could not be changed.
tcp-tw-reuse-delay-see = Read the value; a missing file means the fixed wait.
    .command = sysctl net.ipv4.tcp_tw_reuse_delay
tcp-tw-reuse-delay-matters = When a client with tcp_tw_reuse = 1 opens more connections per second to one destination than it has local ports. Keep it above the tick of the peer's timestamps.
tcp-tw-reuse-delay-harmless = Wherever tcp_tw_reuse does not apply, and below some 28,000 connections a second to one destination.
tcp-tw-reuse-delay-source = commits 19ce8cd30465 and ca6a6f93867a (Linux 6.14); measured on 6.18
