fixed-source-port-verdict = A program connects to { $remote } from the fixed source port { $port }: its next connect within 60 s fails, unless it sets SO_REUSEADDR each time.
fixed-source-port-verdict-refused = Connects to { $remote } from the fixed source port { $port } fail (EADDRINUSE): the port is still in TIME_WAIT.

fixed-source-port-summary = Source port { $port } to { $remote } was bound by a program and is in TIME_WAIT{ $more ->
    [0] .
   *[other] ; { $more } more like it.
 }
fixed-source-port-summary-refused = Source port { $port } to { $remote } is in TIME_WAIT, and the log has EADDRINUSE in { $lines ->
    [one] one line
   *[other] { $lines } lines
 }.

fixed-source-port-why = A fixed port can have one connection to { $remote } at a time, and a closed one stays for 60 s: until then bind() fails with EADDRINUSE. With SO_REUSEADDR on both sockets bind() passes, and connect() takes the old row over at once if timestamps are on, else it fails with EADDRNOTAVAIL.
fixed-source-port-why-windows = A fixed port can have one connection to { $remote } at a time, and a closed one stays for 2 to 4 minutes: until then connect() fails with WSAEADDRINUSE (10048).

fixed-source-port-todo-any = Let the program leave the port to the system: no local port in its settings (LocalAddr with port 0).
fixed-source-port-todo-who = See which program it is: watch until it connects again, end with Ctrl-C.
    .command = watch -n 0.2 'ss -tanp sport = :{ $port }'
fixed-source-port-todo-reuseaddr = If a firewall wants that port: set SO_REUSEADDR on every socket before bind(), or let { $remote } close first.

fixed-source-port-dont-reuseport = SO_REUSEPORT: no effect on TIME_WAIT, and it lets two programs share a port unnoticed.

fixed-source-port-because = TIME_WAIT { $rows } from bound source port { $port }
fixed-source-port-because-refused = TIME_WAIT { $rows } from bound source port { $port }, EADDRINUSE in { $lines } lines
