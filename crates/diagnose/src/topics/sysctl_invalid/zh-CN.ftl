sysctl-invalid-title = sysctl: Invalid argument：内核拒绝了这个值
sysctl-invalid-what = 原来的值仍然有效。ip_local_port_range 的起始端口不能大于结束端口，也不能小于 ip_unprivileged_port_start（1024）。
sysctl-invalid-see = 看现在生效的值：
    .command = sysctl net.ipv4.ip_local_port_range net.ipv4.ip_unprivileged_port_start
sysctl-invalid-matters = 一定要处理：有人以为已经改好了。同一文件后面的行会照常生效，主机上只有一半配置是新的。
sysctl-invalid-harmless = 没有可以不管的情况，但好改：写一个范围内的值即可。
sysctl-invalid-source = procps 的 sysctl(8)；在 6.18 上实测：ip_local_port_range 的起始端口低于 ip_unprivileged_port_start，或高于结束端口，都会被拒绝
