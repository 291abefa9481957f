rule-descriptor-limit-title = A process has nearly as many descriptors open as it may have
rule-descriptor-limit-what = Each open connection is a descriptor. At the soft limit (ulimit -n, LimitNOFILE) accept() and connect() fail with EMFILE: Too many open files. For the whole host the limit is fs.file-max (ENFILE).
rule-descriptor-limit-see = Its limit; count what is open with ls /proc/PID/fd.
    .command = grep "open files" /proc/PID/limits
rule-descriptor-limit-matters = From four fifths on. First ask whether it is a leak (CLOSE_WAIT, dead sockets) or load: a higher limit does not cure a leak. Clients hang in the accept queue meanwhile.
rule-descriptor-limit-harmless = For a program that keeps as many files open as it may, such as a database. TIME_WAIT holds no descriptor.
rule-descriptor-limit-source = accept(2), connect(2), getrlimit(2); net/socket.c: a socket takes a descriptor before it is connected
