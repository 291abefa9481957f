rule-descriptor-limit-title = 进程的文件句柄快用完了
rule-descriptor-limit-what = 每个打开的连接占一个文件句柄。到了软上限（ulimit -n、LimitNOFILE），accept() 和 connect() 报 EMFILE：Too many open files。整台主机的上限是 fs.file-max（报 ENFILE）。
rule-descriptor-limit-see = 看上限；用 ls /proc/PID/fd 数已打开的：
    .command = grep "open files" /proc/PID/limits
rule-descriptor-limit-matters = 用到八成就该处理。先分清是泄漏（CLOSE_WAIT、死套接字）还是负载：泄漏光调大上限没用。期间客户端会卡在全连接队列里。
rule-descriptor-limit-harmless = 数据库这类程序本来就会把文件开到上限附近。TIME_WAIT 不占文件句柄。
rule-descriptor-limit-source = accept(2)、connect(2)、getrlimit(2)；net/socket.c：套接字还没连接就已占用文件句柄
