accept-queue-full-verdict = { $queue ->
    [one] One connection waits
   *[other] { $queue } connections wait
 } for accept() on { $place }, { $places } is the limit: new clients hang or are dropped.
accept-queue-full-verdict-dropped = { $overflows } attempts to connect are being dropped, repeated ones included: a program does not accept fast enough.
accept-queue-full-verdict-dropped-place = { $overflows } attempts to connect are being dropped, repeated ones included: { $place } does not accept fast enough.
accept-queue-full-verdict-dropped-likely = { $overflows } attempts to connect are being dropped, repeated ones included: most likely { $place } does not accept fast enough.
accept-queue-full-verdict-boot = Nothing needs you in what could be read. { $overflows } connections were dropped since boot because a program did not accept fast enough; whether it goes on, a second reading tells.

accept-queue-full-summary = Accept queue of { $place } is full: { $queue ->
    [one] one waits
   *[other] { $queue } wait
 }, { $places } is the limit.
accept-queue-full-summary-reuseport = One accept queue of { $place } is full: { $queue ->
    [one] one waits
   *[other] { $queue } wait
 }, { $places } is the limit of each of its { $sockets } sockets.
accept-queue-full-summary-dropped = An accept queue is full: { $overflows } connections dropped.
accept-queue-full-summary-dropped-place = Accept queue of { $place }: { $queue } of { $places }, { $overflows } connections dropped.
accept-queue-full-summary-dropped-likely = Accept queue of { $place }, most likely: { $queue } wait, { $overflows } connections dropped.
accept-queue-full-summary-dropped-several = An accept queue is full: { $overflows } connections dropped. { $queue } wait on { $place }, some on { $others ->
    [one] one other.
   *[other] { $others } others.
 }
accept-queue-full-summary-boot = { $overflows } connections dropped since boot: an accept queue was full.

accept-queue-full-why = Connections come faster than { $program } accepts them. Clients wait in SYN_SENT for a second or more, or believe that they are connected and get no answer.
accept-queue-full-why-dropped = Connections come faster than { $program } accepts them. Dropped clients wait in SYN_SENT for a second or more, or believe that they are connected and get no answer.
accept-queue-full-why-dropped-nobody = Every queue that was seen has room again, so the program is not named. Dropped clients wait for a second or more, then try again.
accept-queue-full-why-dropped-likely = Inferred: drops are counted for all ports together and a queue's limit is not shown here, but nowhere else did anybody wait at both readings. Dropped clients wait in SYN_SENT for a second or more, or believe that they are connected and get no answer.
accept-queue-full-why-dropped-several = Drops are counted for all ports together and a queue's limit is not shown here, so whose queue is full is not known. Dropped clients wait for a second or more, then try again.
accept-queue-full-why-dropped-unseen = Drops are counted for all ports together and a queue's limit is not shown here. On no port did many wait at both readings, so none is named. Dropped clients wait for a second or more, then try again.
accept-queue-full-why-boot = One reading of a counter: it may be long over.

accept-queue-full-todo-accept = Find out why the program accepts slowly: CPU, locks, too few workers, no descriptors left. A longer queue only makes clients wait longer.
accept-queue-full-todo-raise = For short peaks: raise the program's backlog (argument of listen()) and net.core.somaxconn above it; in force once the program listens again.
accept-queue-full-todo-raise-listen = For short peaks: raise the program's own backlog (argument of listen()): it asks for { $places }, somaxconn allows { $somaxconn }. In force once the program listens again.
accept-queue-full-todo-raise-both = For short peaks: raise net.core.somaxconn ({ $somaxconn }) and the program's own backlog; in force once the program listens again.
accept-queue-full-todo-list = See the queues: Recv-Q is taken, Send-Q the limit.
    .command = ss -ltn
accept-queue-full-todo-twice = Run this twice on that host: if the number grows, it goes on.
    .command = nstat -az TcpExtListenOverflows

accept-queue-full-dont-abort-on-overflow = tcp_abort_on_overflow = 1: resets clients that would get in at the second try.
accept-queue-full-dont-max-syn-backlog = tcp_max_syn_backlog: it is another queue.

accept-queue-full-quiet = Accept queues: none over its limit, nobody dropped while watched.

accept-queue-full-verdict-no-limit = { $queue ->
    [one] One connection waits
   *[other] { $queue } connections wait
 } for accept() on { $place }; whether its queue is full is not in the input.
accept-queue-full-summary-no-limit = { $queue ->
    [one] One connection waits
   *[other] { $queue } connections wait
 } for accept() on { $place }.
accept-queue-full-why-no-limit = netstat shows how many wait and not how many may. A program that accepts in time has hardly any.

accept-queue-full-because-dropped = ListenOverflows { $per_s }/s > 0
accept-queue-full-because-full = accept queue { $queue } > backlog { $limit }
accept-queue-full-because-no-limit = accept queue { $queue } >= { $many }, limit not shown
accept-queue-full-because-boot = ListenOverflows { $count } since boot > 0
accept-queue-full-verdict-unanswered = { $queue ->
    [one] One connection waits
   *[other] { $queue } connections wait
 } for accept() on { $place }, and { $syns } of this host's own get no answer there: its queue is full.
accept-queue-full-summary-unanswered = { $queue ->
    [one] One connection waits
   *[other] { $queue } connections wait
 } for accept() on { $place }; { $syns } from this host get no answer.
accept-queue-full-why-unanswered = netstat shows how many wait and not how many may. Within a host nothing is lost on the way: these SYNs were dropped for want of a place.
accept-queue-full-because-unanswered = accept queue { $queue } >= { $many }, limit not shown; SYN_SENT to it from here { $syns } >= { $many }
