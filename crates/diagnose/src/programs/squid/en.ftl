reuse-connections-squid-servers = Keep connections to servers: both are the default, so look for lines that turn them off.
reuse-connections-squid-clients = Let clients keep their connections: both are the default, so look for lines that turn them off.
