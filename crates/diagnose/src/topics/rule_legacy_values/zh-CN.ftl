rule-legacy-values-title = MaxUserPort、TcpTimedWaitDelay：哪些 Windows 理会
rule-legacy-values-what = MaxUserPort（5000～65534）只在 Vista 之前有用，之后看动态端口范围。TcpTimedWaitDelay（30～300 秒）的文档只到 2000～2008，10、Server 2016 及以后是否理会没有证据。两者都要重启系统。
rule-legacy-values-see = 找不到就是用默认值：
    .command = reg query HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters
rule-legacy-values-matters = 有人指望它们起作用时：应实际测量一行多久消失。
rule-legacy-values-harmless = 不看它们的版本上，设了也没有任何影响。
rule-legacy-values-source = 微软文档：TCP/IP 注册表参数（Windows 2000、Server 2003）
