rule-reconnect-storm-title = Connections end and begin again all the time
rule-reconnect-storm-what = Open connections divided by those that end in a second is the mean life of one. 60,000 TIME_WAIT to 200 ESTABLISHED is 0.2 s. TIME_WAIT is what such connections leave behind; it cuts nobody off. EstabResets counts open connections that were cut off by a reset.
rule-reconnect-storm-see = Count for ten seconds; OutRsts is what this host sends.
    .command = nstat -n; sleep 10; nstat -z TcpEstabResets TcpOutRsts TcpPassiveOpens
rule-reconnect-storm-matters = Where connections should last: chat, push, database pools. Look for the shortest idle timeout of program, balancer and NAT, and for programs that close with unread data or SO_LINGER 0.
rule-reconnect-storm-harmless = A web server without keep-alive; health checks that end by a reset.
rule-reconnect-storm-source = tcp_set_state in net/ipv4/tcp.c (EstabResets); Little's law; measured on 6.18: close() with unread data counts TCPAbortOnClose, SO_LINGER 0 TCPAbortOnData
