ip-local-reserved-ports-title = ip_local_reserved_ports：不参与自动分配的端口
ip-local-reserved-ports-what = connect() 和 bind(0) 会跳过这些端口；程序在 bind() 里明确指定的仍然能用。默认为空。
ip-local-reserved-ports-see = 查看列表；空的就是一个都没预留：
    .command = sysctl net.ipv4.ip_local_reserved_ports
ip-local-reserved-ports-matters = 服务的固定端口落在 ip_local_port_range 里时要设：服务重启的那一刻，端口可能正被某个对外连接占着，结果报 EADDRINUSE。
ip-local-reserved-ports-harmless = 范围之外的端口不用写，本来就不会被选中。每预留一个，每个去向就少一个可用端口。
ip-local-reserved-ports-source = Documentation/networking/ip-sysctl.rst；在 6.18 上实测：100 个端口预留 98 个，剩 2 个
