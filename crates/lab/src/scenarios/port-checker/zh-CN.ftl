lab-port-checker-title = 机器很闲，TIME_WAIT 却是监听端口的十倍
lab-port-checker-story = 一个探测程序轮流连接本机的 50 个服务，连上就断，一直循环。其中一个服务的端口落在临时端口范围内，重启时正好有客户端在大量建连接。（这里把范围改窄了，几秒就能碰上，线上可能要几周。）
lab-port-checker-watch = 对比 TIME_WAIT 和 LISTEN 的数量；看服务重启后能不能拿回自己的端口。
lab-port-checker-cured = 用 lastack probe run 换掉原来的探测程序，对每个服务保持一条长连接
