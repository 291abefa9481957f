bound-title = BOUND：占着端口，既不监听也不连接
bound-what = 调用了 bind()，后面既没有 listen() 也没有 connect()。/proc/net/tcp 和普通的 ss 都看不到；sock_diag 在 Linux 6.12 上能列出，6.1 不能。Windows 显示为 Bound。
bound-see = 内核能列出时，lastack 会计数：
    .command = lastack states
bound-matters = 数量多时要查：被绑定的端口对所有去向都不能再自动分配。实测 100 个端口绑定了 60 个，每个去向只剩 40 个可用。
bound-harmless = 只有几个不用管：是 bind() 和 connect() 之间的瞬间。
bound-source = inet_diag 的 TCPF_BOUND_INACTIVE（第 13 位），6.12 有而 6.1 没有；在 6.18 上实测；Windows：TCP 表里的状态 100
