epipe-title = EPIPE: Broken pipe (errno 32 on Linux)
epipe-what = The program wrote to a connection that is over: the peer's reset had come, or the program itself had shut down its sending side. The first write after the peer's close still succeeds; the peer answers it with a reset, and the next write fails like this.
epipe-see = Connections whose peer has closed first, and the program that still holds them:
    .command = ss -tnp state close-wait
epipe-matters = When what was written counted: nobody read it. Compare timeouts: whoever waits for the answer gave up sooner than the answer came, or a pooled connection was used after the other side had closed it for being idle.
epipe-harmless = When a browser or a client leaves before the whole answer came. It is no shortage of ports and has nothing to do with TIME_WAIT.
epipe-source = tcp_reset in net/ipv4/tcp_input.c, tcp_sendmsg_locked in net/ipv4/tcp.c; measured on 6.18: after the peer's close the first write succeeds and the second fails with EPIPE; after its reset ECONNRESET once, then EPIPE
