tcp-keepalive-time-title = tcp_keepalive_time: how long a connection must be idle before the first probe
tcp-keepalive-time-what = Seconds, default 7200. It works only on sockets whose program has set SO_KEEPALIVE. After that come tcp_keepalive_probes probes, tcp_keepalive_intvl apart.
tcp-keepalive-time-see = The three values; the timer of a connection that uses them shows in ss -to as keepalive.
    .command = sysctl net.ipv4.tcp_keepalive_time net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes
tcp-keepalive-time-matters = When dead peers fill ESTABLISHED, or a NAT or firewall on the path forgets idle connections sooner than the first probe.
tcp-keepalive-time-harmless = For TIME_WAIT and FIN_WAIT: no effect. For CLOSE_WAIT it only hides the leak.
tcp-keepalive-time-source = Documentation/networking/ip-sysctl.rst
