raise-syn-queue-summary = 调大 tcp_max_syn_backlog：没开 SYN cookie 时是它限制了 { $place } 的半连接队列
raise-syn-queue-summary-backlog = 让 { $place } 容纳更多半连接：现在的上限是 backlog { $places }
raise-syn-queue-why = tcp_syncookies=0 时，到 tcp_max_syn_backlog 的四分之三就开始丢新 SYN；打开 SYN cookie 更好
raise-syn-queue-why-backlog = tcp_syncookies 打开时内核不看 tcp_max_syn_backlog：看的是 listen() 的 backlog，上面还有 somaxconn
raise-syn-queue-risk = 每个半连接约占 320 字节；真遇到攻击，队列再长也只是晚一点满
raise-syn-queue-restart = { $program } 要重新监听（重启）才生效：队列长度在监听时就定了
raise-syn-queue-backlog = 调大它 listen() 的 backlog；现在是 { $places }
raise-syn-queue-withheld-nobody = 现在没有哪个监听端口有半连接，看不出谁的队列不够
raise-syn-queue-withheld-unread = tcp_syncookies、somaxconn 或监听队列长度没读到
raise-syn-queue-risk-short = 每个半连接约占 320 字节；真遇到攻击只是晚一点满
