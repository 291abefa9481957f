raise-descriptor-limit-summary = 让 { $process } 能用 { $to } 个文件句柄（现在 { $limit }）
raise-descriptor-limit-why = 到上限后 accept() 和 connect() 报 EMFILE（Too many open files）；TIME_WAIT 不占文件句柄
raise-descriptor-limit-risk = 如果是程序泄漏，只能拖延时间；有些程序会按上限分配资源；用 select() 的程序一用到 1024 号文件句柄就会出错
raise-descriptor-limit-restart = 运行中的进程可以立刻调大；服务单元里的设置要重启才生效
raise-descriptor-limit-now = 给运行中的进程调大，到它退出为止
    .command = prlimit --pid { $pid } --nofile={ $number }:{ $hard }
raise-descriptor-limit-unit = 要长期有效，写到服务单元的 drop-in（systemctl edit）；前一个数是软上限，起作用的是它；后一个是程序自己最多能调到多少
raise-descriptor-limit-withheld-log = 不知道是哪个进程用完的：请用 root 在它运行时再看
raise-descriptor-limit-withheld-host = 这是主机的 fs.file-max，lastack 不改它：先找出占用这么多的进程
raise-descriptor-limit-withheld-many = 它的上限已接近内核允许的最大值（fs.nr_open）：是它自己只开不关
raise-descriptor-limit-risk-short = 泄漏时只能拖延时间；select() 到 1024 号就会出错
