timestamps-off-verdict = TCP timestamps are off on this Windows: Linux clients cannot reuse ports in TIME_WAIT towards it.
timestamps-off-summary = TCP timestamps are off: Linux clients cannot reuse ports in TIME_WAIT towards this host.
timestamps-off-why = tcp_tw_reuse of Linux wants timestamps from both ends; without them each port there is held for 60 s. It matters only where such clients open many short connections to this host.
timestamps-off-why-registry = By Tcp1323Opts, which newer versions may not read. tcp_tw_reuse of Linux wants timestamps from both ends; without them each port there is held for 60 s.
timestamps-off-todo-enable = Only if Linux clients of this host run short of ports. To undo: timestamps=disabled.
    .command = netsh int tcp set global timestamps=enabled
timestamps-off-quiet = TCP timestamps are on.

timestamps-off-because = { $name } off
