verdict-well = Nothing here needs you: { $rows ->
    [one] one socket
   *[other] { $rows } sockets
 }, { $time_wait } in TIME_WAIT, no port, queue or memory is short.
verdict-well-partly = No trouble in what could be read: { $rows ->
    [one] one socket
   *[other] { $rows } sockets
 }, { $time_wait } in TIME_WAIT.
verdict-nothing-read = Too little was read to say anything.
verdict-unread = Not known: { $why }.
verdict-only-settings = Only settings were read, no connections. lastack lint { $input } grades each line; to judge the host, paste ss -tano beside them.
verdict-only-counters = Only counters were read, no connections: totals since boot, which tell that something happened and not when. Paste ss -tano beside them.
verdict-only-both = Only settings and counters since boot were read, no connections. lastack lint { $input } grades the settings; to judge the host, paste ss -tano beside them.
verdict-only-counters-moved = Only counters were read. Since boot: { $moved }; whether that goes on, a second reading tells. To judge the host, paste ss -tano beside them.
verdict-only-both-moved = Only settings and counters were read. Since boot: { $moved }; whether that goes on, a second reading tells. lastack lint { $input } grades the settings; to judge the host, paste ss -tano beside them.
verdict-only-windows = Only settings or counters were read, no connections. Paste netstat -ano beside them.
verdict-only-first = { $only } Look at { $key } first.
verdict-not-time-wait = TIME_WAIT is not the trouble; { $trouble }
verdict-elsewhere = In { $namespace }: { $trouble }
