rule-bound-port-leak-title = 只绑定不使用的套接字占满 Windows 动态端口
rule-bound-port-leak-what = 程序绑了端口，却既不连接也不关闭。Windows 把它们显示为 Bound，每个都独占一个端口；这时 TIME_WAIT 可能很少。
rule-bound-port-leak-see = 查哪个进程占了多少（netstat -anoq 也能看到）：
    .command = Get-NetTCPConnection -State Bound | group OwningProcess -NoElement | sort Count -Descending
rule-bound-port-leak-matters = 占到动态端口的一半就要处理：用完就会有事件 4231、程序报 10055。重启那个程序会释放，根治要改程序：连接失败后关闭套接字。
rule-bound-port-leak-harmless = 只有几个，或者时有时无：每个连接建立前都会短暂处于这个状态。
rule-bound-port-leak-source = 微软文档：TCP/IP 端口耗尽排查（netstat -anoq）
