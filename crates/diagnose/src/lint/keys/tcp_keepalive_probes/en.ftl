lint-tcp-keepalive-probes-whole = Only for sockets with SO_KEEPALIVE: one whose peer is gone ends after { $seconds }. It touches no TIME_WAIT.
lint-tcp-keepalive-probes-sockets = Only for sockets with SO_KEEPALIVE whose peer is gone. It touches no TIME_WAIT.
lint-tcp-keepalive-probes-hides = CLOSE_WAIT rows would go and their descriptors stay: the leak hides. It touches no TIME_WAIT.
