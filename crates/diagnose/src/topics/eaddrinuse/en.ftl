eaddrinuse-title = EADDRINUSE: Address already in use (errno 98 on Linux)
eaddrinuse-what = From bind() to a fixed port: another listener, an outgoing connection that was given this port, or TIME_WAIT of a first listener that had no SO_REUSEADDR. From bind() to port 0: the whole local range is taken.
eaddrinuse-see = Look for the port; lastack ports 8080 says who holds port 8080 and when it frees.
    .command = ss -tanp
eaddrinuse-matters = When a service cannot restart: set SO_REUSEADDR from its first start on, and reserve its port if it lies in ip_local_port_range. From bind(0): set IP_BIND_ADDRESS_NO_PORT, so that destinations can share ports.
eaddrinuse-harmless = When the service is simply already running.
eaddrinuse-source = inet_csk_get_port in net/ipv4/inet_connection_sock.c; measured on 6.18
