lab-syn-flood-title = A SYN flood with cookies off: clients time out
lab-syn-flood-story = 409 SYNs come every 20 ms from addresses where nobody lives. The queue of half-open connections is full, cookies are off, and every SYN of a client is dropped.
lab-syn-flood-watch = clients whose connect() times out; with cookies the flood goes on and nobody notices. The setting alone is measured as improved: no SYN is dropped any more, but the flood still fills the queue, and clients that get in by a cookie may lack window scaling and SACK, so a warning stays. It is resolved when the flood ends.
lab-syn-flood-cured = The flood is filtered before it comes here
