tcpip-4227-title = Tcpip event 4227: the same connection was tried again while its predecessor was in TIME_WAIT
tcpip-4227-what = Windows chose a local port that leads to the same remote address and port, and that 4-tuple is still in TIME_WAIT. It happens when one program connects to one destination very often.
tcpip-4227-see = Count netstat -ano rows by remote address: the one with most TIME_WAIT is the destination.
    .command = netstat -ano
tcpip-4227-matters = When it comes every few minutes: connections to that destination fail with 10048. Reuse connections, or widen the dynamic port range.
tcpip-4227-harmless = A single event after a burst. The number is what counts: the text is translated.
tcpip-4227-source = Microsoft documentation: TCP/IP port exhaustion troubleshooting
