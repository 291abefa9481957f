sysctl-missing-title = sysctl: cannot stat：这个内核没有这项参数
sysctl-missing-what = 这一行没有生效，sysctl -p 会继续处理后面的行。可能是参数已删除（tcp_tw_recycle 在 4.12 删除）、拼错、模块没有加载（nf_conntrack），或在容器里不存在。
sysctl-missing-see = 逐行看文件里哪些有效，不会改动任何设置：
    .command = lastack lint /etc/sysctl.conf
sysctl-missing-matters = 本来指望靠它解决问题时要注意：这一行从来没起过作用。删掉它即可，其他行已经生效。
sysctl-missing-harmless = 如果是旧的 tcp_tw_recycle：不起作用反而是好事，它会让 NAT 后面的客户端连不上。
sysctl-missing-source = procps 的 sysctl(8)；tcp_tw_recycle：提交 4396e46187ca，Linux 4.12
