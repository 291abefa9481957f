tcp-tw-timeout-title = tcp_tw_timeout: length of TIME_WAIT, on Alibaba Cloud Linux only
tcp-tw-timeout-what = Seconds, 1 to 600, default 60, on Alibaba Cloud Linux 2 (kernel 4.19.43-13.al7 and later) and 3; deprecated from 4 on. Mainline Linux has no such key: there TIME_WAIT is 60 s, compiled in.
tcp-tw-timeout-see = No such file or directory means that this kernel cannot change it.
    .command = sysctl net.ipv4.tcp_tw_timeout
tcp-tw-timeout-matters = When such a host runs out of ports to one destination and neither reuse of connections nor tcp_tw_reuse can be had.
tcp-tw-timeout-harmless = On every other kernel: the line only makes sysctl -p print an error.
tcp-tw-timeout-source = Alibaba Cloud documentation: change the TCP TIME-WAIT timeout period; absent in mainline Linux 5.10 to 7.2
