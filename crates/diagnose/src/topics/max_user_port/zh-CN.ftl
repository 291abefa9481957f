max-user-port-title = MaxUserPort：自动分配的最大端口号，只对 Vista 之前的 Windows 有效
max-user-port-what = Windows 2000、XP、Server 2003 的注册表值，默认 5000，最大 65534。从 Vista、Server 2008 起改用动态端口范围。
max-user-port-see = 新版本真正使用的是这个范围：
    .command = netsh int ipv4 show dynamicport tcp
max-user-port-matters = 只在 Windows 2003 及更早的系统上有用：默认 5000，可用端口不到 4000 个。
max-user-port-harmless = 之后的版本不用它，请用 netsh 设置动态端口范围。
max-user-port-source = 微软文档《TCP/IP port exhaustion troubleshooting》
