max-user-port-title = MaxUserPort: highest automatic port, before Windows Vista
max-user-port-what = Registry value of Windows 2000, XP and Server 2003: 5000 by default, up to 65534. Vista, Server 2008 and everything later use the dynamic port range instead.
max-user-port-see = The range that later versions really use.
    .command = netsh int ipv4 show dynamicport tcp
max-user-port-matters = Only on Windows 2003 and older, where 5000 leaves fewer than 4,000 ports.
max-user-port-harmless = On all later versions: set the dynamic port range with netsh instead.
max-user-port-source = Microsoft documentation: TCP/IP port exhaustion troubleshooting
