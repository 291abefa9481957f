tw-recycle-is-fast-claim = tcp_tw_recycle = 1 switches on fast recycling of TIME_WAIT sockets.
tw-recycle-is-fast-truth = It did, and it also dropped SYNs whose timestamp was older than the last one seen from that address: clients behind one NAT were refused without a word. Since random timestamps (4.10) that hit everybody, so Linux 4.12 removed it. On newer kernels the line only makes sysctl -p fail.
tw-recycle-is-fast-source = commits 4396e46187ca (4.12, removed) and 95a22caee396 (4.10)
