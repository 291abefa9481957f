tcp-keepalive-intvl-title = tcp_keepalive_intvl: the pause between unanswered keepalive probes
tcp-keepalive-intvl-what = Seconds, default 75. With 9 probes an idle, dead peer is given up 11 minutes after the first of them, that is 2 hours and 11 minutes after the last data.
tcp-keepalive-intvl-see = Read the value.
    .command = sysctl net.ipv4.tcp_keepalive_intvl
tcp-keepalive-intvl-matters = Together with tcp_keepalive_time, when dead peers must be found sooner. A program can set its own with TCP_KEEPINTVL.
tcp-keepalive-intvl-harmless = While peers answer: the interval is used only after a probe without answer.
tcp-keepalive-intvl-source = Documentation/networking/ip-sysctl.rst
