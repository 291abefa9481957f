tcp-mem-title = tcp_mem：整台主机的 TCP 缓冲区总共能用多少内存
tcp-mem-what = 三个数，单位是页，对整台主机生效：低于第一个不作限制，到第二个开始压缩缓冲区，到第三个就不再分配，并打印 TCP: out of memory -- consider tuning tcp_mem，同时 RST 已关闭但还有数据没发完的套接字。
tcp-mem-see = 看 mem 后面的数字（页），和 sysctl net.ipv4.tcp_mem 的第三个数比：
    .command = cat /proc/net/sockstat
tcp-mem-matters = 打印了这一行，或 mem 接近第三个数时要查。先看是谁的数据压着：Recv-Q 大是程序不读，Send-Q 大是对端不确认。
tcp-mem-harmless = TIME_WAIT 没有缓冲区，调大它对 TIME_WAIT 没有作用。
tcp-mem-source = Documentation/networking/ip-sysctl.rst；tcp_check_oom()（net/ipv4/tcp.c）
