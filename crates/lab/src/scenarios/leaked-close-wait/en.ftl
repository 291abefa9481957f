lab-leaked-close-wait-title = CLOSE_WAIT that never goes: a service forgets to close
lab-leaked-close-wait-story = A client is through and closes; the service reads to the end and keeps its descriptor for ever. Each client waits for the other FIN until its patience ends.
lab-leaked-close-wait-watch = CLOSE_WAIT, which no setting of the kernel ends, and the clients that time out.
lab-leaked-close-wait-cured = The service closes behind its clients, and is started again
