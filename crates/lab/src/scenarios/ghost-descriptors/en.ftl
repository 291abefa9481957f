lab-ghost-descriptors-title = Out of descriptors, and no table shows why
lab-ghost-descriptors-story = A balancer gives up connections by a reset. The service never closes its end: netstat and ss show nothing of them any more, and each keeps its descriptor. At 211 descriptors accept() gets none.
lab-ghost-descriptors-watch = few connections in the table, and clients that wait for a service which has no descriptor left.
lab-ghost-descriptors-cured = The service closes connections that ended by a reset, and is started again
