tuple-churn-verdict = Windows refused connections out{ $to } ({ $code }): they would have used the same ports again too soon.
tuple-churn-summary = { $lines ->
    [one] 1 log line
   *[other] { $lines } log lines
 }{ $form }: { $code }, the same ports again too soon{ $to }.

tuple-churn-why = Too many short connections to one place: a port came back to it while its last connection there was in TIME_WAIT. The range need not be empty (that is 10055 and event 4231).{ $outage }
tuple-churn-why-table = { $time_wait } TIME_WAIT lead to { $target }: a port came back to it while its last connection there was in TIME_WAIT. The range need not be empty (that is 10055 and event 4231).{ $outage }
tuple-churn-hour = {" "}So says the event log of the last hour.

tuple-churn-todo-rows = On that host, see where most of TIME_WAIT leads, and give the output to lastack.
    .command = netstat -ano
tuple-churn-todo-reuse = Let the program reuse connections (pool, keep-alive), or let the other side close first.
tuple-churn-todo-fixed = If the program binds a fixed source port: let it leave that to connect().
tuple-churn-todo-range = See how many dynamic ports there are: the fewer, the sooner one comes back.
    .command = netsh int ipv4 show dynamicport tcp

tuple-churn-dont-restart = Restart the agent or program: TIME_WAIT belongs to the system, a restart frees none and adds some.
tuple-churn-dont-reuseaddr = SO_REUSEADDR: on Windows it lets another program take over a port in use.
