reuse-connections-redis-benchmark-flags = It measures reconnecting: -k 0 opens a connection for each request.
