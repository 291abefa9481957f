widen-dynamic-ports-summary = Let connections out take { $ports } ports, from { $first } on.
widen-dynamic-ports-summary6 = Let IPv6 connections out take { $ports } ports, from { $first } on.
widen-dynamic-ports-summary-old = Let connections out take ports up to 65534 (MaxUserPort).
widen-dynamic-ports-why = At 2 to 4 minutes of TIME_WAIT that many ports serve { $fewest } to { $most } connections a second. It puts the end off and treats no cause.
widen-dynamic-ports-why-old = This version gives ports from 1024 to MaxUserPort, 5000 unless it is set. It puts the end off and treats no cause.
widen-dynamic-ports-risk = A service that is down now may lose its port to a connection out when it starts.
widen-dynamic-ports-risk-listening = { $count ->
    [one] A service listens
   *[other] { $count } services listen
 } inside the new range ({ $listening }): a connection out may hold such a port when its service starts. To keep it: stop the service, lastack fix apply --port { $named }, start it again. Windows excludes no port in use.
widen-dynamic-ports-restart = the system: the value is read when it boots
widen-dynamic-ports-withheld-held = sockets that stay open hold the ports: a wider range is filled too, only later.
widen-dynamic-ports-withheld-unread = the dynamic range was not read: add what netsh int ipv4 show dynamicport tcp says.
widen-dynamic-ports-withheld-unread6 = the dynamic range of IPv6 was not read: it takes lastack on the host itself, and there an answer of netsh int ipv6 show dynamicport tcp.
widen-dynamic-ports-withheld-unread-old = MaxUserPort was not read: add what regedit exports of Tcpip\Parameters.
widen-dynamic-ports-withheld-wide = the range is wide already.
widen-dynamic-ports-risk-short = a service that is down may lose its port to a connection out
widen-dynamic-ports-risk-listening-short = listening ports inside it ({ $count }): how to keep them says -v
