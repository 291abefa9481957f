rule-local-prober-title = 本机有个探测程序在反复连接再断开
rule-local-prober-what = TIME_WAIT 的两端都是本机，又散布在各个监听端口上，说明有程序挨个打开端口又马上关掉。
rule-local-prober-see = 看两端地址都是本机的行：
    .command = ss -tan state time-wait
rule-local-prober-matters = 占住服务要用的端口时要处理：1000 个端口每秒各探测一次，就是 60000 个 TIME_WAIT。每个目标保持一条长连接，或者用 TCP_LINGER2=-1 关闭。
rule-local-prober-harmless = 每秒只探测几次就不用管：TIME_WAIT 是 LISTEN 的 10 倍，看着怪，其实没有开销。
rule-local-prober-source = 在 6.18 上实测：只有 linger 0 和 TCP_LINGER2 = -1 不会在检查程序一侧留下 TIME_WAIT
