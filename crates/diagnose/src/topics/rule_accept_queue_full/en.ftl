rule-accept-queue-full-title = A listener's accept queue is full
rule-accept-queue-full-what = Connections that are open wait for the program's accept(). One more than the backlog may wait (min of the listen() argument and somaxconn); then new ones are dropped and counted in ListenOverflows. With SO_REUSEPORT each socket has a queue of its own.
rule-accept-queue-full-see = In LISTEN rows Recv-Q is the queue now and Send-Q its limit.
    .command = ss -ltn
rule-accept-queue-full-matters = When it stays full: the program accepts too slowly (CPU, locks, too few workers, no descriptors). Clients hang in SYN_SENT, or are connected and get no answer. A larger backlog and somaxconn help against peaks only, once the program listens again.
rule-accept-queue-full-harmless = ListenOverflows that has not grown since some deployment or restart.
rule-accept-queue-full-source = sk_acceptq_is_full in include/net/sock.h, tcp_conn_request in net/ipv4/tcp_input.c; measured on 6.18: with backlog 2 three wait and further SYNs are dropped
