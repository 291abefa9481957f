lint-tcp-orphan-retries-helps = Sockets that wait for silent peers (FIN_WAIT1, LAST_ACK, CLOSING) are given up sooner.
lint-tcp-orphan-retries-idle = Only FIN_WAIT1, LAST_ACK and CLOSING whose peer is silent; 0 means 8 tries. Those are no pile here.
