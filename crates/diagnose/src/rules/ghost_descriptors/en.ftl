ghost-descriptors-verdict = { $process } holds { $ghosts } sockets that no table shows, closed or never connected: it leaks descriptors.

ghost-descriptors-summary = { $process } holds { $ghosts } sockets that are in no table: their connections are over or never were.

ghost-descriptors-why = Connections that a reset or a keepalive timeout ended and that never got their close(), or sockets that were never connected. netstat and ss do not show them; each holds a descriptor.
ghost-descriptors-why-limit = Connections that a reset or a keepalive timeout ended and that never got their close(), or sockets that were never connected. netstat and ss do not show them; { $used } of { $limit } descriptors are open.

ghost-descriptors-todo-close = Fix the program: close() after an error too, and on every connection that it no longer uses. Until then a restart gives the descriptors back.
ghost-descriptors-todo-see = See them: run this twice a minute apart; if the number grows, it leaks.
    .command = ls -l /proc/{ $pid }/fd | grep -c socket:

ghost-descriptors-dont-settings = Kernel settings: the kernel has let go already; only the program can close.
ghost-descriptors-dont-keepalive = tcp_keepalive_*: this is how CLOSE_WAIT turns into what you see here.

ghost-descriptors-quiet = Sockets that no table shows: no process has more than { $ghosts }.

ghost-descriptors-verdict-unsure = Nothing shows trouble in what could be read; { $process } holds { $ghosts } sockets that are in no table that could be read.
ghost-descriptors-summary-unsure = { $process } holds { $ghosts } sockets that are in no table that could be read: closed, never connected, or of another namespace.
ghost-descriptors-why-unsure = A network namespace could not be read: these may be live connections in it.

ghost-descriptors-because = sockets in no table { $ghosts } >= { $many }
ghost-descriptors-because-share = sockets in no table { $ghosts } > { $percent } % of { $tcp }
