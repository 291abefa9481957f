delete-tcb-title = DELETE_TCB: Windows is removing the connection
delete-tcb-what = State 12 of the Windows TCP table: the control block is being deleted. Linux has no such state.
delete-tcb-see = List the table on the Windows host.
    .command = netstat -ano -p tcp
delete-tcb-matters = No documented trouble begins here; where such rows stay, note Windows version and uptime and look at TIME_WAIT and the port range first.
delete-tcb-harmless = Always, as far as is documented: it is a passing moment.
delete-tcb-source = Windows SDK, MIB_TCPROW: MIB_TCP_STATE_DELETE_TCB = 12
