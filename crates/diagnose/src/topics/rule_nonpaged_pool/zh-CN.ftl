rule-nonpaged-pool-title = 端口够用却报 10055：非分页内存
rule-nonpaged-pool-what = WSAENOBUFS（10055）是说套接字操作拿不到缓冲区。动态端口够用时，缺的就是驱动和套接字用的非分页内存：多半有泄漏，也可能端口刚才用完过。
rule-nonpaged-pool-see = 看有多少、是不是在涨：
    .command = Get-CimInstance Win32_PerfRawData_PerfOS_Memory | select PoolNonpagedBytes
rule-nonpaged-pool-matters = 逐小时上涨就要查。系统日志里 srv 的事件 2019 表示已经用完。
rule-nonpaged-pool-harmless = 数值平稳、没有程序报 10055 就不用管。
rule-nonpaged-pool-source = 微软文档：WSAENOBUFS；srv 事件 2019
