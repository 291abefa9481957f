reuse-2-covers-local-claim = The default tcp_tw_reuse = 2 takes care of everything that stays on the host.
reuse-2-covers-local-truth = Only where an end is 127.x or ::1, or the socket is bound to lo. A program that reaches a local service by the own LAN address runs over lo as well and gets no reuse: EADDRNOTAVAIL when the range is full.
reuse-2-covers-local-source = tcp_twsk_unique in net/ipv4/tcp_ipv4.c; measured on 6.18
