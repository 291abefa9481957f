timestamps-off-verdict = 这台 Windows 没开 TCP 时间戳：Linux 客户端到它的 TIME_WAIT 端口无法重用
timestamps-off-summary = 没开 TCP 时间戳：Linux 客户端到本机的 TIME_WAIT 端口无法重用
timestamps-off-why = Linux 的 tcp_tw_reuse 要两端都有时间戳，没有的话那边每个端口要占 60 秒；只有这类客户端大量短连接到本机时才要紧
timestamps-off-why-registry = 依据 Tcp1323Opts，新版本不一定看它。Linux 的 tcp_tw_reuse 要两端都有时间戳，没有的话那边每个端口要占 60 秒
timestamps-off-todo-enable = 只在本机的 Linux 客户端端口不够用时才开；撤销：timestamps=disabled
    .command = netsh int tcp set global timestamps=enabled
timestamps-off-quiet = TCP 时间戳已开

timestamps-off-because = { $name } 未开
