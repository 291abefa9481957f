delete-tcb-title = DELETE_TCB：Windows 正在删除这条连接
delete-tcb-what = Windows TCP 表的第 12 号状态，表示正在删除连接控制块。Linux 没有这个状态。
delete-tcb-see = 在 Windows 主机上查看连接表：
    .command = netstat -ano -p tcp
delete-tcb-matters = 没有文档记载它本身会引发故障；如果一直不消失，先记下 Windows 版本和运行时间，再去看 TIME_WAIT 和动态端口范围。
delete-tcb-harmless = 按现有文档，它只是一瞬间，不用管。
delete-tcb-source = Windows SDK 的 MIB_TCPROW：MIB_TCP_STATE_DELETE_TCB = 12
