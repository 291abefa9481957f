rule-ghost-descriptors-title = Sockets that no table shows and that still hold a descriptor
rule-ghost-descriptors-what = When a reset, a keepalive timeout or ss -K ends a connection, its row goes from the table at once; the descriptor stays until the program calls close(). Programs that forget that leak descriptors, and neither netstat nor ss shows it (lsof: can't identify protocol).
rule-ghost-descriptors-see = Count the sockets of a process (here of process 1); compare with its rows in ss -tanp.
    .command = ls -l /proc/1/fd | grep -c socket:
rule-ghost-descriptors-matters = When the number grows: the process ends at its descriptor limit. Often it was a CLOSE_WAIT leak that keepalive has hidden.
rule-ghost-descriptors-harmless = A few: between a reset and the program's next look at the socket; or sockets made and not connected yet.
rule-ghost-descriptors-source = measured on 6.18: after keepalive or SOCK_DESTROY ended a CLOSE_WAIT, /proc/PID/fd still shows the socket and no dump does
