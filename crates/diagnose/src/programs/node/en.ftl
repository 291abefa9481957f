reuse-connections-node-agent = Give every request one agent with keepAlive: before Node 19 the default agent closes after each request, and a new Agent still does.
reuse-connections-node-server = Let clients keep their connections: before Node 26 a server closes one that is idle for 5 s.
