lint-descriptors-none = TIME_WAIT 不占文件句柄；进程先碰到的是自己的上限（ulimit -n、LimitNOFILE）
