uptime-497-days-verdict = 这台 Windows 已开机 { $up }：这个版本超过 497 天就不再释放 TIME_WAIT{ $has }
uptime-497-days-verdict-maybe = 这台 Windows（版本未知）已开机 { $up }：Vista、7、2008、2008 R2 超过 497 天就不再释放 TIME_WAIT{ $has }
uptime-497-days-verdict-soon = 这台 Windows 再过 { $left } 就开机满 497 天：这个版本从那时起不再释放 TIME_WAIT

uptime-497-days-summary = 已开机 { $up }，超过 497 天：这个版本不再释放 TIME_WAIT{ $has }
uptime-497-days-summary-maybe = 已开机 { $up }，超过 497 天；版本未知{ $has }
uptime-497-days-summary-soon = 已开机 { $up }；再过 { $left }，这个版本就不再释放 TIME_WAIT{ $has }
uptime-497-days-has = ，现有 { $time_wait } 个
uptime-497-days-has-unknown = {""}

uptime-497-days-why = 见 KB2553549，除非装过补丁（这里看不出来）。此后本机主动建立又先断开的连接，端口再也不会释放，直到报 10055
uptime-497-days-why-maybe = 见 KB2553549：只有这几个版本、没装补丁才有；有的话，本机先断开的连接端口再也不会释放

uptime-497-days-todo-version = 看版本：6.0 和 6.1 有这个缺陷
    .command = ver
uptime-497-days-todo-reboot = 尽快安排重启那台机器，并装上 KB2553549 的补丁，否则 497 天后还会再来

uptime-497-days-dont-delay = 调 TcpTimedWaitDelay：它设的定时器在那里已经不响了
uptime-497-days-dont-restart = 重启程序：TIME_WAIT 归系统管，只有重启系统才会清掉

uptime-497-days-quiet = 已开机 { $up }

uptime-497-days-because = 开机 { $days } 天 >= { $limit } 天
uptime-497-days-because-soon = 开机 { $days } 天 < { $limit } 天
