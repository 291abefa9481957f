timestamps-off-is-faster-claim = tcp_timestamps = 0 gives speed and security.
timestamps-off-is-faster-truth = It turns off tcp_tw_reuse, the protection against old segments (PAWS), and the simple way in which a client returns over its own TIME_WAIT. Since 4.10 the timestamps no longer tell how long the host is up.
timestamps-off-is-faster-source = tcp_twsk_unique and tcp_timewait_state_process; RFC 7323; measured on 6.18
