established-title = ESTABLISHED：连接已建立，双向可用
established-what = 三次握手已完成，双方都还没有关闭。只要两端不动，连接就一直在，对端断电了也一样：只有发送数据时才会发现，或者程序开了 keepalive（默认空闲 2 小时后开始探测，共 9 次）。
established-see = 列出连接、所属进程和定时器：
    .command = ss -tnop state established
established-matters = 到同一个去向的连接只增不减时要查：连接泄漏和 TIME_WAIT 一样占本地端口，还占文件句柄，而且不会自己消失。
established-harmless = 数量平稳就不用管。用 ESTABLISHED 数除以每秒关闭数，就是一条连接的平均寿命；ESTABLISHED 少而 TIME_WAIT 多，只说明是短连接。
established-source = RFC 9293；include/net/tcp_states.h；Documentation/networking/ip-sysctl.rst 的 tcp_keepalive_time
