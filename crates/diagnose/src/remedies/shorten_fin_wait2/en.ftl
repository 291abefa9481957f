shorten-fin-wait2-summary = Let go of FIN_WAIT2 rows that no process holds after { $to }.
shorten-fin-wait2-why = There are { $rows }; each waits for a peer that has not closed. Rows that are there now keep their time.
shorten-fin-wait2-risk = A peer that takes longer to send the rest gets a reset, and its data are lost. TIME_WAIT stays 60 s.
shorten-fin-wait2-withheld-time-wait = tcp_fin_timeout ends FIN_WAIT2 alone, never TIME_WAIT: that stays 60 s.
shorten-fin-wait2-withheld-unread = tcp_fin_timeout was not read, or the input does not tell which rows no process holds.
shorten-fin-wait2-withheld-short = it is 15 s or less already; shorter would reset peers on slow lines.
shorten-fin-wait2-withheld-held = programs hold these rows, and the kernel waits for the programs: no timer ends that.
shorten-fin-wait2-risk-short = a slower peer gets a reset, and what it still sends is lost
