raise-syn-queue-summary = Raise tcp_max_syn_backlog, which holds the SYN queue of { $place } short while cookies are off.
raise-syn-queue-summary-backlog = Let { $place } hold more half-open connections: its backlog of { $places } is the limit.
raise-syn-queue-why = With tcp_syncookies = 0 new SYNs are dropped from three quarters of tcp_max_syn_backlog on. Turning cookies on is the better answer.
raise-syn-queue-why-backlog = tcp_max_syn_backlog is not used while tcp_syncookies is on: the backlog of listen() counts, and somaxconn above it.
raise-syn-queue-risk = Each half-open connection takes about 320 bytes; in a flood a longer queue is full as well, a moment later.
raise-syn-queue-restart = { $program } must listen again (restart): a queue keeps the length that it was made with.
raise-syn-queue-backlog = Set the backlog of its listen(); { $places } is what it has now.
raise-syn-queue-withheld-nobody = no listener has half-open connections now, so none is known to be short of places.
raise-syn-queue-withheld-unread = tcp_syncookies, somaxconn or the backlog of the listener could not be read.
raise-syn-queue-risk-short = about 320 bytes each; a flood fills it too, a moment later
