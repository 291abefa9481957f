reuse-connections-envoy-cluster = 到上游本来就有连接池：请查 cluster 里有没有 max_requests_per_connection: 1 或很短的 idle_timeout；还有 upstream_bind_config，它会让所有去向共用一段端口
