reuse-connections-haproxy-servers = Share idle connections to servers: http-reuse in the backend (or defaults), pool-max-conn on the server lines. Take out option httpclose and option http-server-close.
reuse-connections-haproxy-clients = Let clients keep their connections: take out option httpclose, and give them time between requests.
