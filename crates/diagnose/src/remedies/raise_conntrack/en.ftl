raise-conntrack-summary = Let the host track up to { $to } connections.
raise-conntrack-why = { $used } are tracked now; past the limit packets of new connections are dropped without a word to the client. Fewer short connections need fewer entries.
raise-conntrack-risk = Up to { $memory } more memory, never swapped. The hash table stays as it is and its chains grow: write { $buckets } to /sys/module/nf_conntrack/parameters/hashsize as well.
raise-conntrack-withheld-unread = the limit or the number of tracked connections could not be read.
raise-conntrack-withheld-room = the table has room: what is dropped is not for want of entries.
raise-conntrack-withheld-host = the limit is the host's: this network namespace shows it and cannot change it. Run lastack fix on the host itself.
raise-conntrack-risk-short = up to { $memory } more memory, never swapped; longer hash chains
