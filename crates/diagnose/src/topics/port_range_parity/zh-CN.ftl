port-range-parity-title = prefer different parity：端口范围两端同为奇数或同为偶数
port-range-parity-what = connect() 先用与起始端口奇偶相同的端口，bind(0) 先用另一半；两端一奇一偶，两半才一样多。范围已经生效，内核只是提示一次。
port-range-parity-see = 看现在的范围：
    .command = sysctl net.ipv4.ip_local_port_range
port-range-parity-matters = 几乎不用管。下次改范围时让两端一奇一偶，例如 32768 60999。
port-range-parity-harmless = 绝大多数情况：只是一半比另一半多一个端口，不会有连接因此失败。
port-range-parity-source = ipv4_local_port_range（net/ipv4/sysctl_net_ipv4.c），提交 07f4c90062f8、ed2dfd900992；在 6.18 上看到
