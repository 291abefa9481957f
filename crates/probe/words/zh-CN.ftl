# What names no target.
probe-target-no-port = { $target } 没有端口。请写 主机:端口，例如 10.0.0.5:443；或端口范围，例如 127.0.0.1:20000-20599
probe-target-port = { $target } 的端口不对：端口为 1 到 65535，范围要从小到大
probe-target-host = { $target } 既不是地址也不是域名。IPv6 地址要加方括号：[2001:db8::5]:443
# Why nothing can be checked.
probe-error-loop = 探测器无法启动：{ $reason }
probe-error-shared = 进程 { $pid } 已在用源端口 { $low }-{ $high } 探测；两个探测器不能共用端口，请换一个范围
probe-error-ephemeral = 源端口 { $low }-{ $high } 落在 ip_local_port_range 内，内核会分给其他程序。请换到范围之外，或写进 ip_local_reserved_ports 保留
probe-error-taken = 源端口 { $low }-{ $high } 没有一个空闲，请换一个范围
probe-error-system = 探测目前只支持 Linux
probe-error-table = 读不到内核的 socket 表，找不到监听端口；请直接写出目标
