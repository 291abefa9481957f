etimedout-title = ETIMEDOUT: Connection timed out (errno 110 on Linux, 10060 on Windows)
etimedout-what = Nobody answered. In connect(): no reply to any SYN. On an open connection: what was sent, or a keepalive, was never acknowledged; the kernel gives up after tcp_retries2 tries, 15 to 30 minutes by default.
etimedout-see = Handshakes that wait: the same destination again and again is the answer.
    .command = ss -tnop state syn-sent
etimedout-matters = When it is one destination: it is down, a firewall drops packets without a word, or its accept queue is full. When it comes on connections that were idle: a firewall or NAT between forgot them; keepalive more often.
etimedout-harmless = One by itself, when a host went away. It has nothing to do with TIME_WAIT: no free port gives Cannot assign requested address, and nobody listening gives Connection refused.
etimedout-source = tcp_write_timeout and tcp_keepalive_timer in net/ipv4/tcp_timer.c; Documentation/networking/ip-sysctl.rst tcp_syn_retries and tcp_retries2; measured on 6.18: clients of a full accept queue stay in SYN_SENT
