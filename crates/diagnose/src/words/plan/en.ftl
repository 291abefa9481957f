plan-untreated-program = No setting mends this: only the program that holds the sockets can. Its do lines in the verdict say what.
plan-untreated-peer = The cause lies with the peer or on the way there; no setting of this host changes that.
plan-untreated-log = A log line tells that it happened, and not enough to change anything for it: its do lines in the verdict say how to find out.
plan-untreated-file = A line of a settings file does harm: lastack lint says which. lastack edits no file of yours.
plan-untreated-nothing = Nothing needs to be changed.
plan-untreated-here = No remedy was found to help here; what was looked at stands under "not offered".
plan-untreated-elsewhere = lastack changes settings of Linux and Windows alone; the do lines of the verdict hold for this system.
plan-untreated-windows = None of the settings that lastack changes on Windows mends this; the do lines of the verdict say what does.
