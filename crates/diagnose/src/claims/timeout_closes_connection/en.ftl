timeout-closes-connection-claim = When send or receive times out, the connection goes straight to CLOSED.
timeout-closes-connection-truth = SO_RCVTIMEO and SO_SNDTIMEO only make the call return with EAGAIN; the connection stays ESTABLISHED and must still be closed. What does end it is a retransmission timeout: the kernel gives up and the program gets ETIMEDOUT.
timeout-closes-connection-source = tcp_write_timeout in net/ipv4/tcp_timer.c; measured on 6.18: EAGAIN after either timeout, the state is still ESTABLISHED
