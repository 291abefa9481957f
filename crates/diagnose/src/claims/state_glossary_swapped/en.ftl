state-glossary-swapped-claim = TIME_WAIT: the other side has begun to release the connection. LAST_ACK: waiting for all packets to die.
state-glossary-swapped-truth = Both texts belong to other states. The other side has closed first: that is CLOSE_WAIT. Waiting for old packets to die out: that is TIME_WAIT. LAST_ACK waits for the acknowledgement of our own FIN, and ITMED_WAIT is a misspelling of TIMED_WAIT.
state-glossary-swapped-source = RFC 9293
