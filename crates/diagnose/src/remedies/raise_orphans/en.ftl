raise-orphans-summary = Let the host keep up to { $to } sockets that no process holds any more.
raise-orphans-why = There are { $used } now; past the limit the kernel resets closing connections, and what they still had to send is lost.
raise-orphans-risk = In the worst case { $memory } of memory, which cannot be swapped: where peers fell silent, find out why first.
raise-orphans-withheld-unread = the limit or the number of such sockets could not be read.
raise-orphans-withheld-room = the limit is far: what a log line tells is over.
raise-orphans-withheld-host = the limit is the host's and cannot be read in this network namespace.
raise-orphans-risk-short = at worst { $memory } of memory that cannot be swapped
