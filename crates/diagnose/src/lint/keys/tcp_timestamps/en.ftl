lint-tcp-timestamps-off = Turns off tcp_tw_reuse and PAWS; a client that comes back over TIME_WAIT is kept waiting.
lint-tcp-timestamps-on = tcp_tw_reuse works again, and so does a client's return over TIME_WAIT.
lint-tcp-timestamps-default = This is the default; it changes something only where it was turned off. The running value is not known.
lint-tcp-timestamps-same = The default; nothing changes.
lint-tcp-timestamps-two = Works as 1 does, without the random offset.
