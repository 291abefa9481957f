lab-bind-first-title = bind() before connect(): all destinations share one pool of ports
lab-bind-first-story = A balancer binds its source address before it connects to one of seven backends. Each port that bind() chose serves one destination alone, so 1,000 ports are gone after 20 s, at a seventh of what each backend could have.
lab-bind-first-watch = EADDRINUSE of bind(), while no route is near its end.
lab-bind-first-cured = The balancer sets IP_BIND_ADDRESS_NO_PORT, so connect() chooses the port
