tcp-syncookies-title = tcp_syncookies：半连接队列满了怎么办
tcp-syncookies-what = 1（默认）：改发 cookie，不再记录；0：丢弃 SYN；2：一律发 cookie，只用于测试。值为 1 时内核根本不看 tcp_max_syn_backlog。
tcp-syncookies-see = 看发出的 cookie 数和丢弃的 SYN 数：
    .command = nstat -az TcpExtSyncookiesSent TcpExtTCPReqQFullDoCookies TcpExtTCPReqQFullDrop
tcp-syncookies-matters = 计数在涨时要查：要么是 SYN 攻击，要么 backlog 太小。cookie 会丢掉部分 TCP 选项，内核文档明确说不能靠它扛正常负载，应该调大监听程序的 backlog。
tcp-syncookies-harmless = 值为 1、计数不动，就不用管。
tcp-syncookies-source = tcp_conn_request（net/ipv4/tcp_input.c）；Documentation/networking/ip-sysctl.rst；在 6.18 上实测
