lab-syn-flood-title = A SYN flood with cookies off: clients time out
lab-syn-flood-story = 409 SYNs come every 20 ms from addresses where nobody lives. The queue of half-open connections is full, cookies are off, and every SYN of a client is dropped.
lab-syn-flood-watch = clients whose connect() times out; with cookies the flood goes on and nobody notices.
