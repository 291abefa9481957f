tcp-tw-recycle-title = tcp_tw_recycle: removed in Linux 4.12
tcp-tw-recycle-what = It cut TIME_WAIT short and, in exchange, compared timestamps per remote host. Several clients behind one NAT have different clocks, so their SYNs were dropped without a word.
tcp-tw-recycle-see = The answer should be: No such file or directory.
    .command = sysctl net.ipv4.tcp_tw_recycle
tcp-tw-recycle-matters = On a kernel before 4.12 with the value 1: customers behind NAT cannot connect now and then. Set it to 0.
tcp-tw-recycle-harmless = On newer kernels the line does nothing but make sysctl -p print an error and return 1; the other lines are still applied. Remove it.
tcp-tw-recycle-source = commit 4396e46187ca (removed in Linux 4.12)
