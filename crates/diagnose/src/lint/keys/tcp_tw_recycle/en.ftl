lint-tcp-tw-recycle-on = Drops the SYNs of clients behind NAT without a word: their timestamps differ. Removed in Linux 4.12.
lint-tcp-tw-recycle-off = The default, and the only sane value.
lint-tcp-tw-recycle-stops = Clients behind NAT get through again.
