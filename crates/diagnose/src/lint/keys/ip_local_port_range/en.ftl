lint-ip-local-port-range-half = The upper end is left out: it stays what it is now, which is not known.
lint-ip-local-port-range-swallows = Takes in { $count ->
    [one] the listening port
   *[other] { $count } listening ports
 } { $ports }: a connection may hold it when the service restarts, and bind() fails. Reserve it first (ip_local_reserved_ports).{ $parity ->
    [same] {" "}Ends of different parity are better (it works without).
   *[different] {""}
 }
lint-ip-local-port-range-probes = Takes in ports that a program binds by itself for its own connections: { $ports }. The two cancel each other: reserve them.{ $parity ->
    [same] {" "}Ends of different parity are better (it works without).
   *[different] {""}
 }
lint-ip-local-port-range-no-rows = Helps only where one destination eats the ports; takes in service ports such as 3306 or 8080 unless they are reserved. Add ss -tano of the host to the --facts file.{ $parity ->
    [same] {" "}Ends of different parity are better (it works without).
   *[different] {""}
 }
lint-ip-local-port-range-server = Only for connections that this host opens, and it opens none here.{ $parity ->
    [same] {" "}Ends of different parity are better (it works without).
   *[different] {""}
 }
lint-ip-local-port-range-narrow = { $size } ports are too few: { $target } has { $taken } taken.
lint-ip-local-port-range-narrower = Fewer ports, still enough: { $target } takes the most, { $taken } of { $size }.
lint-ip-local-port-range-helps = { $target } has { $taken } ports taken and connect() is slow; with { $size } it gets slow later, and each connect() is then slower.{ $parity ->
    [same] {" "}Ends of different parity are better (it works without).
   *[different] {""}
 }
lint-ip-local-port-range-far = No port is short: { $target } takes the most, { $taken }.{ $parity ->
    [same] {" "}Ends of different parity are better (it works without).
   *[different] {""}
 }
