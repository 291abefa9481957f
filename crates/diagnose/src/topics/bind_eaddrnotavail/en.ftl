bind-eaddrnotavail-title = EADDRNOTAVAIL from bind(): the address is not on this host
bind-eaddrnotavail-what = bind() was given an address that no interface of this host, or of this container, has. It has nothing to do with TIME_WAIT and with ports: from connect() the same words mean that no local port is left.
bind-eaddrnotavail-see = Compare the address in the error line with the addresses that are here.
    .command = ip -brief address
bind-eaddrnotavail-matters = At start-up the service does not listen at all. Correct the address, or listen on 0.0.0.0 or [::]. Where a virtual address is elsewhere just now (keepalived, a cluster): net.ipv4.ip_nonlocal_bind = 1, or IP_FREEBIND, lets the service start before it comes.
bind-eaddrnotavail-harmless = On the standby of a pair whose virtual address stands at the other machine.
bind-eaddrnotavail-source = __inet_bind in net/ipv4/af_inet.c; ip(7), IP_FREEBIND; measured on 6.18
