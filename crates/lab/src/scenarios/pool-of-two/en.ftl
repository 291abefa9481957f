lab-pool-of-two-title = A pool of two for a load of twenty
lab-pool-of-two-story = Go keeps two idle connections for each host unless told otherwise (MaxIdleConnsPerHost). Here twenty workers ask one API: two use the pool, the others open and close a connection for each question, until no port is left.
lab-pool-of-two-watch = a pool is there, and yet TIME_WAIT and refused connects; a pool as wide as the load mends it.
lab-pool-of-two-cured = The pool keeps twenty connections
