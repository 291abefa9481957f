reuse-connections-kubelet-probes = Each probe is a connection of its own: probe less often, or use exec probes. Few pods with usual periods are no trouble.
