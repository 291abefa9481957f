wsaenobufs-title = WSAENOBUFS: 10055, 0x2747, Windows has no local port or no buffer left
wsaenobufs-what = The text speaks of buffers, but mostly the dynamic port range is used up (Tcpip event 4231 in the System log); else the nonpaged pool is.
wsaenobufs-see = Read the port range, then count netstat -ano rows by state and process.
    .command = netsh int ipv4 show dynamicport tcp
wsaenobufs-matters = On a host that connects often: 16,384 ports last for 136 connections per second at a TIME_WAIT of 120 s. On Vista to 2008 R2 up for more than 497 days no TIME_WAIT is ever released (KB2553549).
wsaenobufs-harmless = Never harmless: some connection was refused. Restarting the program that reports it frees no TIME_WAIT, and it may not be the one that used the ports up.
wsaenobufs-source = Microsoft documentation: TCP/IP port exhaustion troubleshooting; KB2553549
