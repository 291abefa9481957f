rule-dynamic-range-exhaustion-title = Windows runs out of dynamic ports
rule-dynamic-range-exhaustion-what = A connection out takes a port of the dynamic range (49152 to 65535, 16,384 ports by default) and keeps it 2 to 4 minutes after its end. When none is left programs get 10055, and the System log event 4231.
rule-dynamic-range-exhaustion-see = The range; then who holds its ports, bound sockets included.
    .command = netsh int ipv4 show dynamicport tcp
rule-dynamic-range-exhaustion-matters = From half of the range on. Cures in this order: reuse connections or let the other side close first, a wider range, and on Windows before 10 and Server 2016 TcpTimedWaitDelay.
rule-dynamic-range-exhaustion-harmless = TIME_WAIT on a listening port: all those rows share one port and take none of the range.
rule-dynamic-range-exhaustion-source = Microsoft documentation: TCP/IP port exhaustion troubleshooting
