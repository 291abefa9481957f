lint-tcp-syncookies-off = A full SYN queue then drops every SYN: a flood shuts the service.
lint-tcp-syncookies-on = A full SYN queue is answered with cookies instead of dropping SYNs.
lint-tcp-syncookies-default = This is the default; it changes something only where it was turned off. The running value is not known.
lint-tcp-syncookies-same = The default: cookies only while a SYN queue is full.
lint-tcp-syncookies-other = The kernel takes it as 1: cookies only while a SYN queue is full. Only 2 means more.
lint-tcp-syncookies-always = Cookies for every connection, a test mode: no backlog and fewer options. The kernel forbids it as a cure for load.
