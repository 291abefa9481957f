local-prober-verdict = { $rows } TIME_WAIT come from something here that checks { $ports } of its own ports and closes: harmless.

local-prober-summary = { $rows } TIME_WAIT are checks of { $ports } local ports, each { $times ->
    [one] once
   *[other] { $times } times
 } within a minute.

local-prober-summary-windows = { $rows } TIME_WAIT are checks of { $ports } local ports, each { $times ->
    [one] once
   *[other] { $times } times
 } within 2 to 4 minutes.

local-prober-why-known = Both ends are this host: { $program } connects and closes at once. It costs next to nothing.
local-prober-why-unknown = Both ends are this host: something connects and closes at once. Which process cannot be told once its connections are closed.

local-prober-todo-hold = Optional: check them without leaving TIME_WAIT; lastack probe run FILE does so all the time, on source ports of its own, as does asking for LISTEN (ss -ltn).
    .command = lastack probe --local
local-prober-todo-hold-windows = Optional: keep one connection to each port open and watch it, or ask for LISTENING instead: neither leaves TIME_WAIT.
    .command = netstat -ano | findstr LISTENING
local-prober-todo-reset = Optional, if it must connect: let it close with a reset (SO_LINGER 0) or after the service does: then no TIME_WAIT stays.
local-prober-todo-reserve = Add the listening ports inside the ephemeral range ({ $overlap }) to net.ipv4.ip_local_reserved_ports, or a client may take them: { $overlapping }.

local-prober-dont-local-address = A fixed local port for the checker: its second connect fails with EADDRINUSE for 60 s.
local-prober-dont-local-address-windows = A fixed local port for the checker: its second connect fails with WSAEADDRINUSE (10048) while the first is in TIME_WAIT.
local-prober-dont-reuseport = SO_REUSEPORT: no effect on TIME_WAIT, and it lets two services share a port unnoticed.

local-prober-because = { $ports } own ports >= { $many }, each with at most { $most } of { $rows } TIME_WAIT
