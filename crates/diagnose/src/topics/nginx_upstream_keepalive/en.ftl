nginx-upstream-keepalive-title = nginx upstream keepalive: connections to a backend that are used again
nginx-upstream-keepalive-what = Without it nginx opens a connection for each request that it passes on, closes it first, and keeps TIME_WAIT and a local port for 60 s. `keepalive 32;` in the upstream block keeps up to 32 idle ones in each worker process. It is no upper limit.
nginx-upstream-keepalive-see = See how many ports each backend has taken:
    .command = lastack ports
nginx-upstream-keepalive-matters = When nginx says 99: Cannot assign requested address while connecting to upstream. For HTTP set beside it `proxy_http_version 1.1;` and `proxy_set_header Connection "";`, else each connection is closed all the same; for FastCGI `fastcgi_keep_conn on;`. Then nginx -t and a reload.
nginx-upstream-keepalive-harmless = Where few requests go to the backend. `keepalive_timeout` in the server block is something else: it is about the clients of nginx.
nginx-upstream-keepalive-source = nginx.org, ngx_http_upstream_module (keepalive, since 1.1.4) and ngx_http_fastcgi_module (fastcgi_keep_conn)
