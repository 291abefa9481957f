reuse-connections-load-generators-flags = A load generator uses up its own ports, not the server's: keep its connections, or run it from several addresses.
