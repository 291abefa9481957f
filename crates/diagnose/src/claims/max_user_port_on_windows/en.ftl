max-user-port-on-windows-claim = Set MaxUserPort = 65534 in the registry, and Windows has more ports.
max-user-port-on-windows-truth = Ignored since Vista and Server 2008. There it is: netsh int ipv4 set dynamicport tcp start=1025 num=64511. The default range is 49152 to 65535, 16,384 ports.
max-user-port-on-windows-source = Microsoft: settings that can be modified to improve network performance; TCP/IP port exhaustion troubleshooting
