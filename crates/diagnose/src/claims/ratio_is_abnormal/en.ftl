ratio-is-abnormal-claim = 60,000 TIME_WAIT to under 200 ESTABLISHED is an abnormal ratio.
ratio-is-abnormal-truth = It means short connections: 60,000 rows are 1,000 closes per second, and 200 open ones then live 0.2 s on average. On a listening port that costs about 15 MB (256 bytes each; outgoing ones 512, 31 MB). What matters is how many local ports one destination has taken: look at lastack ports.
ratio-is-abnormal-source = TCP_TIMEWAIT_LEN in include/net/tcp.h; slab size measured on 6.18
