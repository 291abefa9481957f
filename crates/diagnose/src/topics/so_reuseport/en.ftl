so-reuseport-title = SO_REUSEPORT: several listeners share one port
so-reuseport-what = Each of them has an accept queue of its own, and the kernel spreads new connections over them by a hash of the addresses.
so-reuseport-see = One port with several rows; compare Recv-Q with Send-Q on each.
    .command = ss -tlnp
so-reuseport-matters = Right for one service with several workers. Look at each queue: measured, one of three stood at 5 of 4 and had 16 overflows while the others were empty.
so-reuseport-harmless = It does nothing for TIME_WAIT and gives connect() no more ports. Set without need, it lets two services share a port without a word.
so-reuseport-source = inet_csk_get_port in net/ipv4/inet_connection_sock.c; measured on 6.18
