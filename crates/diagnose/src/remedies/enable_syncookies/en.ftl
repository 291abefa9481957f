enable-syncookies-summary = Turn SYN cookies on: a SYN that finds its queue full is answered all the same.
enable-syncookies-why = They are used only while a queue is full, and are the kernel's default. They are a fallback, no cure for a server that is too slow.
enable-syncookies-risk = Connections made by a cookie have no window scaling or SACK unless the client sends timestamps.
enable-syncookies-withheld-on = they are on already; 2 would use them for every connection, which the kernel documentation keeps for tests.
enable-syncookies-withheld-unread = tcp_syncookies could not be read.
enable-syncookies-withheld-no-drops = no SYN was dropped for want of a place while this looked, and cookies would change nothing.
enable-syncookies-risk-short = without timestamps such connections lose window scaling and SACK
