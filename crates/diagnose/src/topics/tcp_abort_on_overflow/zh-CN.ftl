tcp-abort-on-overflow-title = tcp_abort_on_overflow：全连接队列满了是否直接 RST
tcp-abort-on-overflow-what = 0（默认）：丢弃握手的最后一个包，客户端会重试，往往能连上。1：立刻回 RST。
tcp-abort-on-overflow-see = 查看当前值；有没有影响要看 ListenOverflows：
    .command = sysctl net.ipv4.tcp_abort_on_overflow
tcp-abort-on-overflow-matters = 设为 1 时，每次短暂的高峰都会让用户看到连接被重置。内核文档说，只有实在没法让程序 accept 更快时才考虑。
tcp-abort-on-overflow-harmless = 值为 0，或者 ListenOverflows 不动，就不用管。
tcp-abort-on-overflow-source = Documentation/networking/ip-sysctl.rst
