off-by-default-claim = tcp_syncookies and tcp_tw_reuse are off (0) by default and must be switched on.
off-by-default-truth = tcp_syncookies is 1 by default. tcp_tw_reuse is 2 (loopback only) since Linux 4.19; before that it was 0. Read the values first: a line that sets what is already so changes nothing.
off-by-default-source = Documentation/networking/ip-sysctl.rst; commit 79e9fed46038 (Linux 4.19); read on 6.18
