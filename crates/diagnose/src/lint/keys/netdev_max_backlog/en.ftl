lint-netdev-max-backlog-other = Packets that wait for a CPU; it holds no connections.
