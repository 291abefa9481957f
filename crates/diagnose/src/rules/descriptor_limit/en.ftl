descriptor-limit-verdict = { $process } has { $used } of { $limit } descriptors open: soon it can neither accept nor connect.
descriptor-limit-verdict-files = { $process } has { $used } of { $limit } descriptors open, most of them no TCP sockets: databases keep many files open on purpose.
descriptor-limit-verdict-full = { $process } has hardly a descriptor left ({ $used } of { $limit } are open): accept() and connect() fail, or will at any moment.
descriptor-limit-verdict-host = { $used } of { $limit } descriptors of this host are open: soon no program can open anything.

descriptor-limit-summary = { $process }: { $used } of { $limit } descriptors open.
descriptor-limit-summary-host = The whole host: { $used } of { $limit } descriptors open (fs.file-max).

descriptor-limit-why = At the limit accept() and connect() fail with EMFILE (Too many open files), and clients hang in the accept queue.
descriptor-limit-why-tcp = { $tcp } of them are TCP sockets. At the limit accept() and connect() fail with EMFILE (Too many open files), and clients hang in the accept queue.
descriptor-limit-why-files = Only { $tcp } of them are TCP sockets. Some programs keep as many files open as they may; at the limit accept() fails with EMFILE.
descriptor-limit-why-host = Past fs.file-max open() and socket() fail with ENFILE (Too many open files in system).

descriptor-limit-todo-see = See what they are: if the number grows for ever, it is a leak, and a higher limit only delays the end.
    .command = ls -l /proc/{ $pid }/fd
descriptor-limit-todo-raise = Raise the limit while it runs; a program that sizes its tables at start needs a restart. If it is refused, the hard limit is lower: as root, repeat the number behind the colon.
    .command = prlimit --pid { $pid } --nofile={ $to }:{ $hard }
descriptor-limit-todo-unit = For good: LimitNOFILE= in its systemd unit, or the container's nofile ulimit.
descriptor-limit-todo-raise-host = Raise the host's limit, then find the program that holds most of them.
    .command = sysctl -w fs.file-max={ $twice }

descriptor-limit-dont-time-wait = Settings against TIME_WAIT: it holds no descriptor.

descriptor-limit-quiet = Descriptors: { $process } is nearest to its limit, { $used } of { $limit }.

descriptor-limit-because = descriptors { $used } >= { $percent } % of { $limit }
descriptor-limit-because-host = host descriptors { $used } >= { $percent } % of { $limit }
