listen-title = LISTEN: waits for connections
listen-what = A socket that accepts. In ss its Recv-Q is the accept queue now and its Send-Q the limit: min(backlog of listen(), somaxconn).
listen-see = List the listeners with their queues.
    .command = ss -tlnp
listen-matters = When Recv-Q stays near Send-Q: the program accepts too slowly. Measured with backlog 2: three wait, further SYNs are dropped, and clients hang in SYN_SENT; ListenOverflows counts it.
listen-harmless = Recv-Q 0 or passing peaks.
listen-source = inet_diag dump of a listener; measured on 6.18 with backlog 2
