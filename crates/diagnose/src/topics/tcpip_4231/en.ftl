tcpip-4231-title = Tcpip event 4231: Windows has no dynamic port left
tcpip-4231-what = Every port of the dynamic range (49152 to 65535, 16,384 ports) is in use, mostly by TIME_WAIT or by sockets that are bound and not connected. New connections fail with 10055 or 10048.
tcpip-4231-see = The range, then who holds the ports: netstat -anoq shows BOUND too.
    .command = netsh int ipv4 show dynamicport tcp
tcpip-4231-matters = Always: connections were refused at that moment. Find the process with most rows, reuse connections there; a wider range only buys time.
tcpip-4231-harmless = Never harmless. A restart of the program frees its bound and open sockets, but no TIME_WAIT.
tcpip-4231-source = Microsoft documentation: TCP/IP port exhaustion troubleshooting
