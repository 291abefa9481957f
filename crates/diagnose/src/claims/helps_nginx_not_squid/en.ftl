helps-nginx-not-squid-claim = These sysctls reduce TIME_WAIT well for Apache and nginx, but hardly for Squid.
helps-nginx-not-squid-truth = The reverse is true. tcp_tw_reuse and ip_local_port_range work for the side that connects out: a proxy such as Squid, or nginx towards its upstream. A web server's TIME_WAIT are of accepted connections, and no sysctl reduces those without harm.
helps-nginx-not-squid-source = tcp_twsk_unique in net/ipv4/tcp_ipv4.c; measured on 6.18
