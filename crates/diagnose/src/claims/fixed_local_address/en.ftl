fixed-local-address-claim = Bind the checker to a fixed LocalAddr and port, and port conflicts are over.
fixed-local-address-truth = After the first close that port is in TIME_WAIT, and the next dial from it gets EADDRINUSE for 60 s, unless both sockets had SO_REUSEADDR. With it, and with timestamps on both ends, connect() goes through at once. The port must also be reserved, or others are given it.
fixed-local-address-source = inet_csk_get_port in net/ipv4/inet_connection_sock.c; measured on 6.18
