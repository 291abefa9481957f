lab-reverse-proxy-title = A reverse proxy that runs out of ports towards its one upstream
lab-reverse-proxy-story = nginx passes each request on over a connection of its own and closes it. The upstream is this machine at its own address: the default of tcp_tw_reuse covers 127.0.0.0/8 alone. (2,000 ports instead of 28,000, so that it takes seconds.)
lab-reverse-proxy-watch = visitors who get 502 while the upstream is idle; nginx keepalive is what mends it.
lab-reverse-proxy-cured = nginx keeps connections to the upstream: keepalive 32
