close-wait-leak-verdict = { $rows } connections of { $place } were closed by the peer and never by { $program }: it leaks them{ $ends }.
close-wait-leak-verdict-owner = { $rows } connections in { $groups } places were closed by the peer and never by { $program }: it leaks them{ $ends }.
close-wait-leak-verdict-total = { $rows } connections were closed by the peer and never by the program here: it leaks them.
close-wait-leak-verdict-few = Nothing shows trouble in what could be read; { $rows } of { $all } live connections are in CLOSE_WAIT: count them again.

close-wait-leak-summary = { $rows } CLOSE_WAIT on { $place }: peers closed, { $program } did not.
close-wait-leak-summary-owner = { $rows } CLOSE_WAIT in { $groups } places, most on { $place }: peers closed, { $program } did not.
close-wait-leak-summary-total = { $rows } CLOSE_WAIT: peers closed, the program here did not.
close-wait-leak-summary-few = { $rows } of { $all } live connections are in CLOSE_WAIT: the peer has closed, the program not yet.

close-wait-leak-why-few = A busy program always has some on their way: each lasts until it calls close(). One reading does not show how long they stay.
close-wait-leak-why-ended = All were read to the end and never closed: a close() is missing. They never expire; each holds a descriptor.{ $lasts }
close-wait-leak-why-unread = None has been read since the peer hung up: the program hangs or forgot them. They never expire; each holds a descriptor.{ $lasts }
close-wait-leak-why-unseen = They never expire; each holds a descriptor. This input does not show whether the program has read to the end.{ $lasts }
close-wait-leak-why-both = { $unread } not read since the peer hung up, { $ended } read to the end and never closed. They never expire; each holds a descriptor.{ $lasts }
close-wait-leak-why-counts = They never expire; each holds a descriptor. Counts do not show which program or port, nor whether the program has read the end.
close-wait-leak-why-spread = They never expire; each holds a descriptor. They are spread over many places, and the owner is not known.

close-wait-leak-verdict-ending = { $rows } connections of { $place } were closed by the peer and not yet by { $program }, { $more } more: at this rate its descriptors are gone { $span } (inferred).
close-wait-leak-summary-ending = { $rows } CLOSE_WAIT on { $place }, { $more } more: peers closed, { $program } not yet.
close-wait-leak-why-ending = It has { $used } of { $limit } descriptors open. At least every second connection that began between two looks is still there: a leak, or a program that is late with close().
close-wait-leak-lasts = {" "}{ $more } more (seen over { $window }); it has { $used } of { $limit } descriptors open: all are gone { $span } at this rate (inferred).
close-wait-leak-lasts-unknown = {" "}{ $more } more (seen over { $window }); its limit of descriptors is not known, so nor is when they are gone.
close-wait-leak-lasts-steady = {" "}Within { $window } no more came than chance explains; a longer --interval tells how fast they grow.
close-wait-leak-ends = , and its descriptors are gone { $span }
close-wait-leak-span = in { $low } to { $high }
close-wait-leak-moment = at any moment
close-wait-leak-none = {""}

close-wait-leak-todo-restart = If it cannot wait: a restart of { $process } frees these descriptors at once (unlike TIME_WAIT), and it leaks again.
close-wait-leak-todo-close = The cure: close() once read() has returned 0, on error paths and timeouts too.
close-wait-leak-todo-read = Before a restart take stack traces of { $process }: it no longer reads these connections.
close-wait-leak-todo-again = Run this again in a minute: a leak has more, and its old rows are still there.
    .command = ss -tanp state close-wait
close-wait-leak-todo-again-windows = Run this again in a minute: a leak has more, and its old rows are still there.
    .command = netstat -ano | findstr CLOSE_WAIT
close-wait-leak-todo-list-windows = See which process holds them.
    .command = netstat -ano | findstr CLOSE_WAIT
close-wait-leak-todo-list = See which program holds them.
    .command = ss -tanp state close-wait
close-wait-leak-todo-list-port = See which program and which peers.
    .command = ss -tanp state close-wait '( sport = :{ $port } )'
close-wait-leak-todo-list-route = See which program.
    .command = ss -tanp state close-wait 'dst { $target }'

close-wait-leak-dont-settings = Kernel settings: no timer ends CLOSE_WAIT, neither tcp_fin_timeout nor any other.
close-wait-leak-dont-keepalive = tcp_keepalive_*: the rows leave the list, the descriptors stay taken, and the leak is only out of sight.

close-wait-leak-quiet = { $rows } CLOSE_WAIT.

close-wait-leak-todo-list-bsd = See the rows; lsof -nP -iTCP -sTCP:CLOSE_WAIT names the programs.
    .command = netstat -an -p tcp | grep CLOSE_WAIT
close-wait-leak-todo-again-bsd = Run this again in a minute: a leak has more, and its old rows are still there.
    .command = netstat -an -p tcp | grep CLOSE_WAIT

close-wait-leak-because-share = CLOSE_WAIT { $rows } > { $percent } % of { $all } rows
close-wait-leak-because-few = CLOSE_WAIT { $rows } >= { $many }, { $percent } % or less of { $all }
close-wait-leak-because-passing = CLOSE_WAIT { $rows } <= { $seconds } s * { $opens } connections/s
close-wait-leak-because-stay = CLOSE_WAIT { $rows } > { $seconds } s * { $opens } connections/s
close-wait-leak-because-grown = CLOSE_WAIT { $rows } of { $before } { $seconds } s before
