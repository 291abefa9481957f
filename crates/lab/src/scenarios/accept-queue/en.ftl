lab-accept-queue-title = An accept queue that is full, mistaken for a SYN flood
lab-accept-queue-story = A service stops accepting; 42 clients fill its queue, and from then on every SYN is dropped, as in a SYN flood. But no half-open connection stands there, so cookies and a longer SYN queue change nothing. (The rehearsal syn-flood is the other one.)
lab-accept-queue-watch = clients whose connect() times out, beside an empty SYN queue.
lab-accept-queue-cured = The service accepts again: its workers are not stuck any more
