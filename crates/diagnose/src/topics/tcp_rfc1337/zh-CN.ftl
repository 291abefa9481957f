tcp-rfc1337-title = tcp_rfc1337：收到 RST 时是否立刻结束 TIME_WAIT
tcp-rfc1337-what = 0（默认）：序列号完全一致的 RST 会结束它。1：忽略 RST，待满时间。
tcp-rfc1337-see = 查看当前值。内核文档对它的描述正好写反了：
    .command = sysctl net.ipv4.tcp_rfc1337
tcp-rfc1337-matters = 设为 1 会出问题：客户端的新 SYN 碰上旧的 TIME_WAIT 时，本来靠一个 RST 就能清掉继续连，设为 1 后只能干等。不要设。
tcp-rfc1337-harmless = 值为 0 就不用管。
tcp-rfc1337-source = RFC 1337；tcp_timewait_state_process（net/ipv4/tcp_minisocks.c）；在 6.18 上实测
