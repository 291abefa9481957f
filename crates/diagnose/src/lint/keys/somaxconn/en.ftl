lint-somaxconn-lower = A listener here has a backlog of { $largest }: after its next restart the shorter queue drops connections sooner.
lint-somaxconn-less = No listener here asks for more, so none gets less.
lint-somaxconn-helps = An accept queue is full and somaxconn is what bounds it. The program must be restarted, and must ask for more itself.
lint-somaxconn-program = An accept queue is full, but the program's own listen() asks for less than that.
lint-somaxconn-idle = Room for connections that the program has not accepted yet; no accept queue here is full. Nothing about TIME_WAIT.
lint-somaxconn-no-rows = Helps where an accept queue is full and the program asks for more. Add ss -tlan of the host to the --facts file.
