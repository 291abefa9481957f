port-blocked-on-both-ends-claim = A port in TIME_WAIT cannot be used until 2MSL is over, on both ends.
port-blocked-on-both-ends-truth = Only this combination of two addresses and two ports is blocked, and only on the side that closed first. The same local port serves other destinations: measured, 100 ports carried 200 connections to 2 destinations. A listener goes on accepting on its port all the time.
port-blocked-on-both-ends-source = __inet_check_established in net/ipv4/inet_hashtables.c; measured on 6.18: 100 ports, 2 destinations, 200 connections
