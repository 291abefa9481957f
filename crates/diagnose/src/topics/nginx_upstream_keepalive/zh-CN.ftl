nginx-upstream-keepalive-title = nginx upstream keepalive：到后端的连接重复使用
nginx-upstream-keepalive-what = 不开的话，nginx 每转发一个请求就新建一条连接，并由 nginx 先断开，TIME_WAIT 和本地端口要占 60 秒。在 upstream 块里写 `keepalive 32;`，每个 worker 进程就最多保留 32 条空闲连接；它不是连接总数的上限。
nginx-upstream-keepalive-see = 看每个后端占了多少本地端口：
    .command = lastack ports
nginx-upstream-keepalive-matters = nginx 报“99: Cannot assign requested address while connecting to upstream”时。HTTP 后端还要写 `proxy_http_version 1.1;` 和 `proxy_set_header Connection "";`，否则照样断；FastCGI 写 `fastcgi_keep_conn on;`。
nginx-upstream-keepalive-harmless = 转发的请求很少时不必开。server 块里的 `keepalive_timeout` 是另一回事，管的是客户端到 nginx 的连接。
nginx-upstream-keepalive-source = nginx.org：ngx_http_upstream_module（keepalive，1.1.4 起）、ngx_http_fastcgi_module（fastcgi_keep_conn）
