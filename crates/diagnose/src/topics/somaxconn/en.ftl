somaxconn-title = somaxconn: the ceiling of every listener's backlog
somaxconn-what = A listener's queues hold min(backlog of listen(), somaxconn). Default 4096 since Linux 5.4, 128 before. A listener takes a new value only when it calls listen() again.
somaxconn-see = Connections refused a place because the accept queue was full.
    .command = nstat -az TcpExtListenOverflows TcpExtListenDrops
somaxconn-matters = When ListenOverflows rises: the program accepts too slowly, or backlog and somaxconn are too small. Clients then hang in SYN_SENT.
somaxconn-harmless = While the counters stand still. It has nothing to do with TIME_WAIT.
somaxconn-source = Documentation/networking/ip-sysctl.rst: 4096 since Linux 5.4, 128 before; measured on 6.18
