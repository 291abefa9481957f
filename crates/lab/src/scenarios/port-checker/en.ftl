lab-port-checker-title = Ten times more TIME_WAIT than services, on a quiet host
lab-port-checker-story = A checker connects to each of 50 local services, closes at once, and begins again. A service whose port lies inside the ephemeral range is restarted while a client opens connections. (The range is narrow here, so that this takes a moment and not weeks.)
lab-port-checker-watch = TIME_WAIT beside LISTEN; whether the service gets its port back when it is restarted.
lab-port-checker-cured = The checker is replaced by lastack probe run, which holds one connection to each service
