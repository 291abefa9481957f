reuse-delay-summary = Let connect() take over TIME_WAIT rows after { $to } instead of { $delay }.
reuse-delay-why = Reuse is on and works here; so many close that the ports of the last { $delay } alone are too many.
reuse-delay-risk = Late segments of the old connection are told by timestamps alone, and those move on only every 1 to 10 ms: connections that reuse are the better answer.
reuse-delay-withheld-unread = the rate of closes is not known, so no delay can be reckoned.
reuse-delay-withheld-open = open connections hold the ports, not TIME_WAIT.
reuse-delay-withheld-kernel = this kernel waits for one second at least and has no setting for it (Linux 6.14 has).
reuse-delay-withheld-short = no delay of 100 ms or more would free half of the ports at this rate.
reuse-delay-withheld-bound = who connects to { $target } seems to bind an address first (inferred), and bind() takes over no TIME_WAIT of any age: it does nothing there until that program sets IP_BIND_ADDRESS_NO_PORT, which lets connect() choose the port.
