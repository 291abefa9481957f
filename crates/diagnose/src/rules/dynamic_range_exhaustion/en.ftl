dynamic-range-exhaustion-verdict-logged = Windows could not connect{ $to } ({ $code }): most likely its dynamic ports are used up.
dynamic-range-exhaustion-verdict-logged-held = Windows could not connect{ $to } ({ $code }): { $held } of { $ports } dynamic ports are taken, { $time_wait } by TIME_WAIT.
dynamic-range-exhaustion-verdict-logged-open = Windows could not connect{ $to } ({ $code }): { $open } open connections hold its { $ports } dynamic ports. TIME_WAIT ({ $time_wait }) is not the cause.
dynamic-range-exhaustion-verdict-logged-bound = Windows could not connect{ $to } ({ $code }): bound sockets hold { $bound } of { $ports } dynamic ports. TIME_WAIT ({ $time_wait }) is not the cause.
dynamic-range-exhaustion-verdict-passed = Windows had no dynamic port left; now { $held } of { $ports } are taken, { $time_wait } by TIME_WAIT.
dynamic-range-exhaustion-verdict-full = Windows has hardly a dynamic port left: { $held } of { $ports } are taken, { $most } to { $target }.
dynamic-range-exhaustion-verdict-held = { $held } of { $ports } dynamic ports of Windows are taken, { $time_wait } by TIME_WAIT; without a port no program connects out.

dynamic-range-exhaustion-summary-logged = { $lines ->
    [one] 1 log line
   *[other] { $lines } log lines
 }{ $form }: { $code }, no dynamic port{ $to }.
dynamic-range-exhaustion-summary-held = { $percent } of { $ports } dynamic ports taken: { $time_wait } TIME_WAIT, { $open } open, { $bound } bound.

dynamic-range-exhaustion-why-logged = 16,384 dynamic ports by default, each kept 2 to 4 minutes after its connection ends: 68 to 136 connections a second use them up. Rarer, of 10055: nonpaged memory is short.{ $uptime }{ $outage }
dynamic-range-exhaustion-why-logged-held = { $most } rows lead to { $target }. Each port is kept 2 to 4 minutes after its connection ends: { $fewest } to { $most_a_second } connections a second use up { $ports }.{ $uptime }{ $outage }
dynamic-range-exhaustion-why-logged-open = Most are open, { $most } of them to { $target }: a program opens connections and keeps them.{ $outage }
dynamic-range-exhaustion-why-logged-bound = A program made sockets, bound them and neither connected nor closed them.{ $outage }
dynamic-range-exhaustion-why-passed = Few are taken in this table, so TIME_WAIT is not what holds ports now: it passed, or it comes in bursts.{ $outage }
dynamic-range-exhaustion-why-held = { $most } rows lead to { $target }. Each port is kept 2 to 4 minutes after its connection ends: { $fewest } to { $most_a_second } connections a second use up { $ports }.{ $uptime }
dynamic-range-exhaustion-why-open = Most are open, { $most } of them to { $target }: TIME_WAIT is not the cause.
dynamic-range-exhaustion-hour = {" "}So says the event log of the last hour.

dynamic-range-exhaustion-todo-rows = On that host, see who holds the ports, and give the output to lastack.
    .command = netstat -anoq
dynamic-range-exhaustion-todo-reuse = Let { $program } reuse connections (pool, keep-alive), or let the other side close first.
dynamic-range-exhaustion-todo-zabbix = Let the agent connect less often: a larger BufferSend and RefreshActiveChecks in its configuration.
dynamic-range-exhaustion-todo-range = Then more dynamic ports (this sets twice the default; note what show dynamicport says before).
    .command = netsh int { $family } set dynamicport tcp start=32768 num=32768
dynamic-range-exhaustion-todo-delay = Last, on this version: TcpTimedWaitDelay = 30, in force after a reboot of the system.
    .command = reg add HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters /v TcpTimedWaitDelay /t REG_DWORD /d 30
dynamic-range-exhaustion-todo-who = See which process has most of them (last column).
    .command = netstat -ano
dynamic-range-exhaustion-todo-who-bound = See which process holds the bound sockets (last column); restarting that one frees them.
    .command = netstat -anoq

dynamic-range-exhaustion-dont-restart = Restart the agent or program: TIME_WAIT belongs to the system, a restart frees none and adds some.
dynamic-range-exhaustion-dont-max-user-port = MaxUserPort: read by Windows before Vista alone; since then the dynamic range counts.
dynamic-range-exhaustion-dont-reuseaddr = SO_REUSEADDR: on Windows it lets another program take over a port in use.
dynamic-range-exhaustion-dont-delay = TcpTimedWaitDelay: needs a reboot, and its effect on Server 2016 and later is unproven.
dynamic-range-exhaustion-dont-delay-not-time-wait = TcpTimedWaitDelay: it is about TIME_WAIT, which does not hold these ports.

dynamic-range-exhaustion-quiet = { $held } of { $ports } dynamic ports are taken.

dynamic-range-exhaustion-because = held { $held } >= { $limit } % of { $ports } dynamic ports
