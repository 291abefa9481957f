accept-queue-full-verdict = { $place }的全连接队列已满（{ $queue }/{ $places }）：新连接卡住或被丢弃
accept-queue-full-verdict-dropped = 程序来不及 accept()，正在丢弃新连接（重发的 SYN 也计入）：{ $overflows }
accept-queue-full-verdict-dropped-place = { $place }来不及 accept()，正在丢弃新连接（重发的 SYN 也计入）：{ $overflows }
accept-queue-full-verdict-dropped-likely = 多半是{ $place }来不及 accept()，正在丢弃新连接（重发的 SYN 也计入）：{ $overflows }
accept-queue-full-verdict-boot = 能读到的部分没有问题；开机以来因程序来不及 accept() 丢弃过 { $overflows } 个连接，现在还丢不丢，要隔一会儿再读一次计数器

accept-queue-full-summary = { $place }的全连接队列已满：{ $queue }/{ $places }
accept-queue-full-summary-reuseport = { $place }有一个全连接队列已满：{ $queue }/{ $places }（共 { $sockets } 个监听套接字，各有各的队列）
accept-queue-full-summary-dropped = 全连接队列已满：丢弃 { $overflows }
accept-queue-full-summary-dropped-place = { $place }全连接队列 { $queue }/{ $places }，丢弃 { $overflows }
accept-queue-full-summary-dropped-likely = 全连接队列已满，多半是{ $place }：{ $queue } 个在等，丢弃 { $overflows }
accept-queue-full-summary-dropped-several = 全连接队列已满：丢弃 { $overflows }；{ $place }有 { $queue } 个在等，另有 { $others } 个监听端口也有连接在等
accept-queue-full-summary-boot = 开机以来因全连接队列满丢弃过 { $overflows } 个连接

accept-queue-full-why = { $program } 来不及 accept()。客户端会卡在 SYN_SENT 一秒以上，或者以为已经连上却一直没有响应
accept-queue-full-why-dropped = { $program } 来不及 accept()。被丢弃的客户端会卡在 SYN_SENT 一秒以上，或者以为已经连上却一直没有响应
accept-queue-full-why-dropped-nobody = 现在看到的队列都有空位，所以不知道是哪个程序；被丢弃的客户端要过 1 秒以上才重试
accept-queue-full-why-dropped-likely = 这是推断：丢弃是所有端口合计的，队列的上限这里看不到，但两次读数中只有它一直有连接在等。被丢弃的客户端会卡在 SYN_SENT 一秒以上，或者以为已经连上却一直没有响应
accept-queue-full-why-dropped-several = 丢弃是所有端口合计的，队列的上限这里看不到，所以不知道满的是哪一个；被丢弃的客户端要过 1 秒以上才重试
accept-queue-full-why-dropped-unseen = 丢弃是所有端口合计的，队列的上限这里看不到；没有哪个端口两次读数都有很多连接在等，所以不认定是谁。被丢弃的客户端要过 1 秒以上才重试
accept-queue-full-why-boot = 只有一次读数：可能早就过去了

accept-queue-full-todo-accept = 查程序为什么 accept() 慢：CPU、锁、工作进程太少、文件句柄用完；光加长队列，客户端会等得更久
accept-queue-full-todo-raise = 只是短时高峰的话：调大程序的 backlog（listen() 的参数）和它的上限 net.core.somaxconn；程序重新 listen() 后才生效
accept-queue-full-todo-raise-listen = 只是短时高峰的话：调大程序自己的 backlog（listen() 的参数），现在是 { $places }，somaxconn 允许到 { $somaxconn }；程序重新 listen() 后才生效
accept-queue-full-todo-raise-both = 只是短时高峰的话：调大 net.core.somaxconn（现在 { $somaxconn }）和程序自己的 backlog；程序重新 listen() 后才生效
accept-queue-full-todo-list = 看队列：Recv-Q 是已用，Send-Q 是上限
    .command = ss -ltn
accept-queue-full-todo-twice = 在那台机器上运行两次：数字还在涨，就是还在丢
    .command = nstat -az TcpExtListenOverflows

accept-queue-full-dont-abort-on-overflow = tcp_abort_on_overflow=1：本来重试就能连上的客户端会收到 RST
accept-queue-full-dont-max-syn-backlog = tcp_max_syn_backlog：那是另一个队列

accept-queue-full-quiet = 全连接队列：没有超限，观察期间没有丢弃

accept-queue-full-verdict-no-limit = { $place }有 { $queue } 个连接在等 accept()；队列满没满，从输入里看不出
accept-queue-full-summary-no-limit = { $place }有 { $queue } 个连接在等 accept()
accept-queue-full-why-no-limit = netstat 只显示有多少在等，不显示上限；及时 accept() 的程序几乎没有在等的

accept-queue-full-because-dropped = ListenOverflows { $per_s } 次/秒 > 0
accept-queue-full-because-full = 全连接队列 { $queue } > backlog { $limit }
accept-queue-full-because-no-limit = 全连接队列 { $queue } >= { $many }，没有显示上限
accept-queue-full-because-boot = ListenOverflows 开机以来 { $count } > 0
accept-queue-full-verdict-unanswered = { $place }有 { $queue } 个连接在等 accept()，本机发往它的 { $syns } 个 SYN 没有回应：全连接队列已满
accept-queue-full-summary-unanswered = { $place }有 { $queue } 个连接在等 accept()；本机发来的 { $syns } 个得不到回应
accept-queue-full-why-unanswered = netstat 只显示有多少在等，不显示上限；本机到本机不会丢包：这些 SYN 是因为没有位置才被丢弃的
accept-queue-full-because-unanswered = 全连接队列 { $queue } >= { $many }，没有显示上限；本机发往它的 SYN_SENT { $syns } >= { $many }
