ratio-is-abnormal-claim = ESTABLISHED 不到 200，TIME_WAIT 却有 60000，这个比例很不正常。
ratio-is-abnormal-truth = 这只说明是短连接：60000 个就是每秒关闭 1000 次，200 个 ESTABLISHED 平均存活 0.2 秒。如果都在监听端口上，只占约 15 MB 内存（256 字节/个；外连的 512 字节/个，约 31 MB）。要看的是某个去向占了多少本地端口：运行 lastack ports。
ratio-is-abnormal-source = TCP_TIMEWAIT_LEN（include/net/tcp.h）；slab 大小在 6.18 上实测
