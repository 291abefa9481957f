lab-nat-time-wait-title = Clients behind one NAT address wait, and the server says nothing
lab-nat-time-wait-story = Two hosts reach a server through one address. The server closes first, so its TIME_WAIT gather; the gateway gives a port of one host to the other, whose clock of timestamps is older, and its SYN is answered by an ACK and not taken.
lab-nat-time-wait-watch = PAWSTimewait, which no log shows, and how long connects take then: with Linux clients since 5.10 some 10 ms more (measured on 6.18), since they repeat a SYN that was turned away within two ticks; others wait a second.
lab-nat-time-wait-cured = The server keeps connections, and the hosts use them again
