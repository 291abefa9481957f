uptime-497-days-verdict = This Windows is up for { $up }: after 497 days this version releases no TIME_WAIT any more{ $has }.
uptime-497-days-verdict-maybe = A Windows of unknown version is up for { $up }: Vista, 7, 2008 and 2008 R2 release no TIME_WAIT after 497 days{ $has }.
uptime-497-days-verdict-soon = In { $left } this Windows is up for 497 days: from then on this version releases no TIME_WAIT.

uptime-497-days-summary = Up for { $up }, more than 497 days: this version releases no TIME_WAIT any more{ $has }.
uptime-497-days-summary-maybe = Up for { $up }, more than 497 days; the version is not known{ $has }.
uptime-497-days-summary-soon = Up for { $up }; in { $left } this version stops releasing TIME_WAIT{ $has }.
uptime-497-days-has = , and it has { $time_wait }
uptime-497-days-has-unknown = {""}

uptime-497-days-why = KB2553549, unless its fix is installed, which shows nowhere here. Each connection that is opened from here and closed here then keeps its port for good, until 10055 comes.
uptime-497-days-why-maybe = KB2553549: only these versions have it, and only without its fix. There each port stays taken once its connection is closed here.

uptime-497-days-todo-version = See the version: 6.0 and 6.1 have it.
    .command = ver
uptime-497-days-todo-reboot = Reboot that host when you can, and install the fix of KB2553549: else it comes back 497 days later.

uptime-497-days-dont-delay = TcpTimedWaitDelay: the timer that it sets no longer rings there.
uptime-497-days-dont-restart = A restart of programs: TIME_WAIT belongs to the system; only a reboot ends these.

uptime-497-days-quiet = Up for { $up }.

uptime-497-days-because = up { $days } d >= { $limit } d
uptime-497-days-because-soon = up { $days } d < { $limit } d
