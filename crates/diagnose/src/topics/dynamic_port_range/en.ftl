dynamic-port-range-title = dynamicport: the local ports that Windows chooses from
dynamic-port-range-what = Default 49152 to 65535: 16,384 ports. TCP and UDP, IPv4 and IPv6 each have their own. Start at least 1025, at least 255 ports, end at most 65535.
dynamic-port-range-see = Read it; netsh int ipv4 set dynamicport tcp start=1025 num=64511 is the widest.
    .command = netsh int ipv4 show dynamicport tcp
dynamic-port-range-matters = When the System log holds Tcpip events 4231 (no port left) or 4227 (port pair still in TIME_WAIT), or programs get 10055. With TIME_WAIT of 120 s, 16,384 ports last for 136 connections per second.
dynamic-port-range-harmless = For a server's accepted connections: they use none of these ports.
dynamic-port-range-source = Microsoft documentation: TCP/IP port exhaustion troubleshooting
