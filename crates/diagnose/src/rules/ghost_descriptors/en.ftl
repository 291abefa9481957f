ghost-descriptors-verdict = { $process } holds { $ghosts } dead sockets that no table shows: it leaks descriptors.

ghost-descriptors-summary = { $process } holds { $ghosts } sockets that are in no table: closed by the kernel, never by it.

ghost-descriptors-why = Their connections ended by a reset or a keepalive timeout, and close() never came. netstat and ss do not show them; each holds a descriptor.
ghost-descriptors-why-limit = Their connections ended by a reset or a keepalive timeout, and close() never came. netstat and ss do not show them; { $used } of { $limit } descriptors are open.

ghost-descriptors-todo-close = Fix the program: close() after an error too, and on every connection that it no longer uses. Until then a restart gives the descriptors back.
ghost-descriptors-todo-see = See them: run this twice a minute apart; if the number grows, it leaks.
    .command = ls -l /proc/{ $pid }/fd | grep -c socket:

ghost-descriptors-dont-settings = Kernel settings: the kernel has let go already; only the program can close.
ghost-descriptors-dont-keepalive = tcp_keepalive_*: this is how CLOSE_WAIT turns into what you see here.

ghost-descriptors-quiet = Sockets that no table shows: no process has more than { $ghosts }.
