raise-descriptor-limit-summary = Let { $process } have { $to } descriptors instead of { $limit }.
raise-descriptor-limit-why = At the limit accept() and connect() fail with EMFILE ("Too many open files"). TIME_WAIT holds no descriptor.
raise-descriptor-limit-risk = Where the program leaks descriptors this only buys time. Some programs size themselves to their limit, and one that waits with select() breaks at descriptor 1,024.
raise-descriptor-limit-restart = The limit of the running process can be raised at once; the one of its unit is in force after a restart.
raise-descriptor-limit-now = Raise it for the running process, until it ends.
    .command = prlimit --pid { $pid } --nofile={ $number }:{ $hard }
raise-descriptor-limit-unit = Raise it for good in a drop-in of its unit (systemctl edit): the first number is the soft limit, which counts; the second one how far the program may raise it itself.
raise-descriptor-limit-withheld-log = which process ran out is not known: look while it runs, as root.
raise-descriptor-limit-withheld-host = this is the host's fs.file-max, which lastack does not write: find the process that holds so many first.
raise-descriptor-limit-withheld-many = its limit is near the largest that the kernel allows (fs.nr_open): it holds what it does not close.
raise-descriptor-limit-risk-short = only buys time if it leaks; select() breaks at 1,024
