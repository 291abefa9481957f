time-wait-title = TIME_WAIT: over, and remembered for a minute
time-wait-what = The side that closed first remembers the connection for 60 s, so that a lost last ACK can be repeated and late segments cannot reach a new connection. It is a kernel record: no process, no descriptor, 256 bytes, 512 where it holds a local port of its own.
time-wait-see = List them with the seconds left; plain lastack says to which destination or listener they belong.
    .command = ss -tano state time-wait
time-wait-matters = When this host connects out: each row blocks one local port towards one destination. Measured: past half of the range connect() takes 890 µs instead of 7, and at the end it fails with EADDRNOTAVAIL.
time-wait-harmless = On the accepting side: all rows share the listening port, and 60,000 of them cost about 15 MB (256 bytes each; outgoing ones 512, 31 MB). The number alone says nothing.
time-wait-source = RFC 9293; TCP_TIMEWAIT_LEN in include/net/tcp.h; measured on 6.18: 60.4 to 62.1 s, 256 to 512 bytes
