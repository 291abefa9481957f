keepalive-time-is-interval-claim = tcp_keepalive_time is how often keepalive messages are sent.
keepalive-time-is-interval-truth = It is the idle time before the first probe: 7200 s by default. The pause between unanswered probes is tcp_keepalive_intvl (75 s), their number tcp_keepalive_probes (9). All three work only on sockets with SO_KEEPALIVE, and none of them touches TIME_WAIT.
keepalive-time-is-interval-source = Documentation/networking/ip-sysctl.rst
