tcp-keepalive-probes-title = tcp_keepalive_probes: unanswered probes until the connection is given up
tcp-keepalive-probes-what = Default 9. After the last one the connection is closed and the program's next read fails with ETIMEDOUT.
tcp-keepalive-probes-see = Read the value.
    .command = sysctl net.ipv4.tcp_keepalive_probes
tcp-keepalive-probes-matters = Together with tcp_keepalive_time and tcp_keepalive_intvl, when dead peers must be found sooner. Very few probes cut off peers on a bad path.
tcp-keepalive-probes-harmless = For programs that do not set SO_KEEPALIVE: no effect.
tcp-keepalive-probes-source = Documentation/networking/ip-sysctl.rst
