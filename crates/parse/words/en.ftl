parse-no-local = no local address: { $text }
parse-no-peer = no peer address: { $text }
parse-no-state = no state: { $text }
parse-unknown-state = unknown state: { $text }
parse-bad-address = not an address with a port: { $text }
parse-bad-port = not a TCP port: { $text }
parse-named-address = a name stands where the number should be (run the tool with -n): { $text }
parse-cut-address = netstat cut this address (run it with -W): { $text }
parse-maybe-cut-address = netstat may have cut long addresses; states are right, destinations may not be (run it with -W): { $text }
parse-cut-timer = the timer was cut off: rows like this one count, and how old they are or how often they were sent again is not known: { $text }
parse-mixed-families = IPv4 on one end and IPv6 on the other: { $text }
parse-bad-field = a column does not hold what belongs there: { $text }
parse-bad-count = not a count: { $text }
parse-unknown-count = a count of something that is no TCP state: { $text }
parse-summary = a summary is no table: its ESTABLISHED has CLOSE_WAIT in it, its TIME_WAIT the FIN_WAIT2 that no process holds any more (ss -tan tells them apart)
parse-conntrack = entries of conntrack are what the firewall remembers, no sockets of this host: not read. For a verdict paste ss -tano; how full conntrack is say: sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max
parse-setting-with-more = text behind the value, so the setting was not taken: { $text }
parse-long-line = longer than { $limit } bytes and therefore not read: { $text }
parse-code-page = { $trouble } (in a code page that is not known here; saved as UTF-8 it is read)
parse-binary = holds bytes that no text has; lines like this one are not read

parse-filter-wrong = the filter is wrong at { $word } (character { $at }): { $why }
parse-filter-wrong-end = the filter ends too early (character { $at }): { $why }
parse-filter-long = it is longer than 16,384 bytes
parse-filter-deep = more than 64 brackets and "not" inside each other
parse-filter-condition = a condition is expected: state, exclude, src, dst, sport, dport, dev, fwmark, not, or a bracket; as in: state time-wait dst 10.0.0.0/8
parse-filter-open = this bracket is never closed
parse-filter-close = this bracket was never opened
parse-filter-state = a state is expected, as in: state time-wait; or a group: all, connected, synchronized, bucket, big
parse-filter-address = an address is expected, as in: dst 10.0.0.0/8, src 127.0.0.1:443, dst [2001:db8::1]:443
parse-filter-address-short = four numbers are expected, or fewer with a prefix, as in: dst 10.0.0.0/8
parse-filter-address-name = names of hosts are not looked up; an address is expected, as in: dst 10.0.0.0/8
parse-filter-prefix = a prefix from 0 to { $most } is expected, as in: dst 10.0.0.0/8
parse-filter-bracket = the bracket around the address is not closed, as in: dst [2001:db8::1]:443
parse-filter-family = { $family } is not needed: only TCP is looked at, and an address says its family, as in: dst 10.0.0.0/8
parse-filter-port = a port is expected, as in: dport = :443
parse-filter-port-range = ports go from 0 to 65535, as in: dport = :443
parse-filter-service = no TCP service of this name stands in /etc/services; a number works always, as in: dport = :443
parse-filter-device = the name or index of an interface is expected, as in: dev eth0
parse-filter-mark = a mark is expected, with or without a mask, as in: fwmark = 0x1/0x3
parse-filter-unsupported = ss knows this condition, lastack does not: TIME_WAIT has neither
