restart-releases-time-wait-claim = Restarting the agent or service releases its TIME_WAIT connections.
restart-releases-time-wait-truth = TIME_WAIT belongs to the kernel; no process holds it, so a restart releases nothing. Measured: ending a process, also by SIGKILL, closes its connections and adds TIME_WAIT. On Linux each ends by itself after 60 s; on Windows Vista to 2008 R2 none ends once the host is up for 497 days (KB2553549).
restart-releases-time-wait-source = measured on 6.18: exit and SIGKILL close with FIN and leave TIME_WAIT; KB2553549
