wsaeaddrinuse-title = WSAEADDRINUSE: 10048, 0x2740, the address or the pair is in use on Windows
wsaeaddrinuse-what = From bind(): another program holds the port. From connect(): this pair of addresses and ports is still in TIME_WAIT (Tcpip event 4227), or no port is free.
wsaeaddrinuse-see = Look for the port; the last column is the process. TIME_WAIT rows show process 0.
    .command = netstat -ano -p tcp
wsaeaddrinuse-matters = From connect(): local ports towards one destination come round too soon; reuse connections, widen the dynamic port range.
wsaeaddrinuse-harmless = When the service is simply running twice. Do not answer it with SO_REUSEADDR: on Windows that lets a second program take over a live port.
wsaeaddrinuse-source = Microsoft documentation: Windows Sockets error codes, TCP/IP port exhaustion troubleshooting, Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE
