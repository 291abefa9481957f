reuse-connections-kubelet-probes = 每次探测都是一条新连接：探测间隔放长，或改用 exec 探测；pod 不多、间隔正常时不是问题
