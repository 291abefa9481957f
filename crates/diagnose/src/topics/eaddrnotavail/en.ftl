eaddrnotavail-title = EADDRNOTAVAIL: Cannot assign requested address (errno 99 on Linux, 10049 on Windows)
eaddrnotavail-what = From connect(): every local port towards this destination is taken, mostly by TIME_WAIT. From bind(), or from connect() with a source address set: that address is not on this host. No kernel counter tells how often it happens.
eaddrnotavail-see = See which destination has taken how much of the port range.
    .command = lastack ports
eaddrnotavail-matters = From connect(): new connections to that destination fail until rows end, 60 s each. Reuse connections first; then more addresses or ports on either side; then tcp_tw_reuse = 1.
eaddrnotavail-harmless = From bind() at start-up: a wrong or missing address, which has nothing to do with TIME_WAIT. More memory or a higher ulimit cures neither.
eaddrnotavail-source = __inet_hash_connect and inet_bind in net/ipv4; measured on 6.18
