verdict-well = Nothing here needs you: { $rows ->
    [one] one socket
   *[other] { $rows } sockets
 }, { $time_wait } in TIME_WAIT, no port, queue or memory is short.
verdict-well-partly = Nothing needs you in what could be read: { $rows ->
    [one] one socket
   *[other] { $rows } sockets
 }, { $time_wait } in TIME_WAIT.
verdict-nothing-read = Too little was read to say anything.
verdict-not-time-wait = TIME_WAIT is not the trouble; { $trouble }
verdict-elsewhere = In { $namespace }: { $trouble }
