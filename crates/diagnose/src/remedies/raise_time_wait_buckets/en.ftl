raise-time-wait-buckets-summary = Keep up to { $to } rows of TIME_WAIT, enough for { $serves } closes.
raise-time-wait-buckets-why = A close past the limit gets no TIME_WAIT: its port is given out again at once, late segments meet a stranger, and a peer in FIN_WAIT2 gets a reset.
raise-time-wait-buckets-risk = At most { $memory } of memory if it were ever full.
raise-time-wait-buckets-withheld-unread = tcp_max_tw_buckets could not be read.
raise-time-wait-buckets-withheld-negative = it is 0 or less, which switches TIME_WAIT off: set the kernel's default by hand, and find out who set this.
raise-time-wait-buckets-withheld-memory = the limit is not reached: the kernel has no memory for the rows.
raise-time-wait-buckets-withheld-enough = the limit is enough for the closes that were seen.
raise-time-wait-buckets-risk-short = at most { $memory } of memory if it were ever full
