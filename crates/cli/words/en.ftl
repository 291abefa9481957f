# What the program itself says: help, wrong usage.

cli-heading-usage = Usage:{" "}
cli-heading-commands = Commands:
cli-heading-arguments = Arguments:
cli-heading-options = Options:

cli-usage-root = lastack [OPTIONS] [FILE|-]... [--watch [SECONDS]] | lastack COMMAND
cli-usage-diagnose = lastack diagnose [OPTIONS] [FILE|-]... [--watch [SECONDS]]
cli-usage-states = lastack states [OPTIONS] [FILE|-]... [--watch [SECONDS]]
cli-usage-ports = lastack ports [OPTIONS] [PORT | FILE|-...] [--if CONDITIONS | --listener | --measure-time-wait] [--watch [SECONDS]]
cli-usage-capture = lastack capture [OPTIONS] FILE | --script sh|cmd|powershell
cli-usage-diff = lastack diff [OPTIONS] FILE FILE|-
cli-usage-explain = lastack explain [OPTIONS] WORDS...
cli-usage-lint = lastack lint [OPTIONS] FILE|-... [--facts FILE]
cli-usage-probe = lastack probe [OPTIONS] [--strategy NAME] TARGET... | --local | run FILE
cli-usage-completions = lastack completions SHELL
cli-usage-help = lastack help [COMMAND]
cli-usage-man = lastack man [DIR]

cli-help-root = A doctor for TCP connections that are over but not gone. Without a command: the verdict on this host, or on pasted text. It looks and changes nothing.
cli-help-diagnose = The verdict: what is wrong, how bad, until when, what to do and what not
cli-help-diagnose-files = Text from another machine (netstat, ss, /proc/net/tcp, counts by state), known by its content; - is standard input; none: this host
cli-help-diagnose-watch = Again every so many seconds (2), until interrupted
cli-help-states = Connections by state and TIME_WAIT by age, fast
cli-help-states-files = Text from another machine; - is standard input; none: this host
cli-help-states-watch = Again every so many seconds (2), until interrupted
cli-help-ports = Local ports taken towards each destination, when it gets slow and when it ends
cli-help-ports-what = A port: who holds it, why bind fails, when it frees; or text from another machine
cli-help-ports-conditions = What if: rate=500,destinations=3 and more of sources=2, range=1024-65000, reserved=0, reuse=1, delay=1000, life=0.5; what is left out is as here
cli-help-ports-listener = How many connections each listener can hold, and what sets it
cli-help-ports-watch = Again every so many seconds (2), until interrupted
cli-help-explain = Explains a state, a setting, an error line or a claim
cli-help-explain-words = For example: TIME_WAIT, tcp_tw_reuse, "Cannot assign requested address"
cli-help-capture = Records a look at this host into one new file, to be opened anywhere: lastack FILE
cli-help-capture-file = The file to make; one that is there already is never overwritten
cli-help-lint = Grades the lines of a sysctl.conf or .reg file: what helps here, does nothing, or harms
cli-help-lint-files = Settings files, or text with settings in it; - is standard input
cli-help-lint-facts = Judge for another host: its sysctl -a, uname -a, ss -tano, or netstat -ano and systeminfo (may stand several times)
cli-help-diff = What changed from one capture, paste or JSON report to another, and whether it matters
cli-help-diff-before = The earlier one; - is standard input
cli-help-diff-after = The later one
cli-help-capture-with-text = Record the command lines of the processes that are named too, which may hold passwords, and lines of the kernel's log about ports and full tables
cli-help-diff-more = None: diff takes two files
cli-help-capture-script = Print a short script for hosts where no program may go; lastack reads its output: sh, cmd or powershell
cli-help-probe = Checks ports and leaves no TIME_WAIT behind: up, down and why, or not to be told
cli-help-probe-targets = host:port, host:low-high, [IPv6]:port, tls://host:port, or an address of http:// or https://
cli-help-probe-strategy = auto (finds out what the target bears), polite (FIN, then a reset), reset, hold, observe (no packet) or http (auto)
cli-help-probe-timeout = Seconds after which a target that has not answered is down (5)
cli-help-probe-local = Every port that this host listens on
cli-help-probe-source-ports = Connect from these ports alone, as in 61000-65535; else the kernel chooses
cli-help-probe-no-verify = TLS: take any certificate; what it says is told anyway
cli-help-probe-ca = TLS: trust the root certificates of this file (PEM) and no others
cli-help-probe-server-name = TLS: ask for this name, which the certificate has to be for, instead of the target's
cli-help-probe-ipv4 = Names to IPv4 alone
cli-help-probe-ipv6 = Names to IPv6 alone
cli-help-completions = Prints completions for a shell
cli-help-completions-shell = bash, zsh, fish, elvish or powershell
cli-help-help = Help for a command
cli-help-help-command = The command
cli-help-man = Prints the manual page, or writes all of them into a folder
cli-help-man-dir = The folder

cli-help-flag-format = text, markdown (for a ticket), html (one page with plots), json (for programs) or nagios (a monitoring plugin)
cli-help-flag-format-answer = text, markdown (for a ticket), html (one page with plots) or json (for programs)
cli-help-flag-lang = en or zh; else the locale decides
cli-help-flag-color = auto, always or never; auto heeds NO_COLOR
cli-help-flag-verbose = Everything: all findings whole, owners, tables of routes and listeners
cli-help-flag-mask = Replace addresses and names, so that the answer can be shown to strangers
cli-help-flag-top = Routes and listeners to name (20)
cli-help-flag-interval = Seconds between two readings (1; states: 0); 0 for one reading
cli-help-flag-netns = Network namespaces: all, self, a name, a pid or a path (all)
cli-help-flag-no-owners = Do not look for the processes that hold sockets
cli-help-flag-fail-on = Exit with 1 where the verdict is at least this: warning or critical
cli-help-flag-width = Columns to fill, from 20 on; else the terminal's
cli-help-flag-ambiguous = Cells that the console draws for characters of ambiguous width: 1 or 2
cli-help-flag-help = Print this
cli-help-flag-version = Print the version

cli-help-more = Each option has a variable: LASTACK_FORMAT, LASTACK_TOP and so on; for fix as root, LASTACK_LANG alone. A bare file works too: lastack netstat.txt. From a pipe: ss -tano | lastack - (the dash at the end counts). Exit codes: 0 done, whatever was found; 1 --fail-on is met, lint found harm, a probe is down, fix did not help, or there was nothing for it to do; 2 wrong usage, or nothing could be read; 3 refused (privilege, consent, or harm); 4 partly done, lastack fix log tells. With --format nagios: 0 ok, 1 warning, 2 critical, 3 unknown.

cli-wrong-value = { $argument }: { $value } is not valid
cli-wrong-no-value = { $argument }: a value is missing
cli-wrong-argument = { $argument }: there is no such option
cli-wrong-extra = { $argument }: one argument too many, nothing was done. Leave it out, or run the command once for each
cli-wrong-command = { $argument }: there is no such command
cli-wrong-missing = missing: { $argument }; a whole command is, for example: { $example }
cli-wrong-together = { $argument } and { $other } exclude each other: leave one out
cli-wrong-twice = { $argument }: given twice, or beside something that excludes it
cli-wrong-count = { $argument }: too many or too few values
cli-wrong-utf8 = an argument is not valid UTF-8
cli-wrong-other = { $text }
cli-wrong-valid = valid: { $values }
cli-wrong-near = did you mean: { $near }
cli-wrong-more = see: lastack --help
cli-wrong-order = { $file } stands before the command { $command }: put it behind, as in: lastack { $command } { $file }
cli-no-command = { $word } is no command either; lastack --help lists them
cli-no-command-near = { $word } is no command either. Did you mean: lastack { $command }
cli-help-no-command = there is no command { $word }; lastack --help lists them
cli-watch-files = --watch looks at this host again and again; a file does not change. Leave out one of them
cli-watch-format = html and nagios tell of one look: with --watch take text, markdown or json
cli-netns-files = --netns chooses network namespaces of this host; pasted text has none. Leave out one of them
cli-ports-mixed = a port and a file do not go together: lastack ports 8080 looks at this host, lastack ports netstat.txt reads the file
cli-ports-one = a port goes without --if and --listener: lastack ports 8080 tells who holds that port; without a port they are about all of them
cli-ports-range = a port is a number from 1 to 65535
cli-if-wrong = --if { $condition }: not valid; valid: { $valid }
cli-if-twice = --if: { $name } is given twice
cli-if-reserved = --if reserved: fewer than the { $ports } ports of the range, or none is left; a wider range is set with range=LOW-HIGH
cli-if-missing = nothing that closes connections was seen, so name a { $condition }, as in: lastack ports --if rate=500
cli-if-privileged = --if range={ $low }-{ $high }: the kernel refuses it (EINVAL): no range may begin below ip_unprivileged_port_start, { $start }
cli-if-system = --if reckons as Linux chooses ports and holds TIME_WAIT; these rows are of another system, which does both in another way
cli-if-windows = --if reckons as Linux chooses ports and holds TIME_WAIT. Windows holds each of its { $ports } dynamic ports for 2 to 4 minutes unless TcpTimedWaitDelay shortens that: { $low } to { $high } closes a second, each with a port of its own, take all of them
cli-if-windows-unread = --if reckons as Linux chooses ports and holds TIME_WAIT. How many dynamic ports this Windows has was not read: by default { $ports }, each held for 2 to 4 minutes unless TcpTimedWaitDelay shortens that, so that { $low } to { $high } closes a second, each with a port of its own, would take all of them
cli-progress = looking for { $time }, { $read } read
cli-output-failed = cannot write the answer: { $reason }
cli-man-failed = cannot write { $path }: { $reason }
cli-topic = { $name }
cli-claim = Often said, but wrong
cli-fail-on-verdict = --fail-on goes with the verdict only: { $command } has none. Leave it out, or run: lastack --fail-on warning
cli-nagios-verdict = --format nagios goes with the verdict only: lastack --format nagios
cli-stdin-unread = standard input was not read, this is about this host; to read it: lastack - (the dash at the end counts)
cli-more-messages = { $count ->
    [one] one more message like these
   *[other] { $count } more messages like these
 }
cli-capture-done = Captured this host into { $file }: { $size }, readable by you alone.
cli-capture-done-windows = Captured this host into { $file }: { $size }. Whoever may read in that folder can read it.
cli-capture-holds-windows = It holds { $rows ->
    [one] one socket
   *[other] { $rows } sockets
 }, and { $files ->
    [one] one answer
   *[other] { $files } answers
 } of Windows: settings, counters, owners.
cli-capture-holds = It holds { $namespaces ->
    [one] one network namespace
   *[other] { $namespaces } network namespaces
 } with { $rows ->
    [one] one socket
   *[other] { $rows } sockets
 }, and { $files ->
    [one] one file
   *[other] { $files } files
 } of /proc: settings, counters, owners.
cli-capture-plain = Addresses and names of the host, processes and containers are in it; with --mask they are replaced. No command line and no log text is in it.
cli-capture-text = Addresses, names of the host, processes and containers, and command lines of processes are in it: look for passwords (lastack -v FILE) before you pass it on. Of the kernel's log, where it may be read, the lines about ports, queues and full tables are in it.
cli-capture-text-masked = --with-text records what --mask would have to leave out: take one of them
cli-capture-masked = Addresses and names are replaced, and what they were is kept nowhere. No command line and no log text is in it.
cli-capture-open = Open it on any machine: lastack { $file }
cli-capture-exists = { $file } is there already and stays as it is: name a new file
cli-capture-dash = a capture goes into a file that you alone may read, and not to standard output: name a new file
cli-capture-named = this file system cannot keep { $file } back until it is whole: if you interrupt the capture, a part of it stays
cli-reason-no-folder = there is no such folder
cli-capture-failed = cannot write { $file }: { $reason }. Nothing was left behind

cli-usage-sockets = lastack sockets [OPTIONS] [FILTER]... [-f FILE|-]... [--watch [SECONDS]]
cli-help-sockets = Sockets, chosen with a filter in the syntax of ss, in rows or in groups
cli-help-sockets-filter = state time-wait dst 10.0.0.0/8, '( dport = :443 or sport = :443 )', not src 127.0.0.1, dev eth0; names: state, exclude, src, dst, sport, dport, dev, fwmark, and, or, not. Sockets that are bound and nothing else: state bound
cli-help-sockets-file = Text from another machine; - is standard input; none: this host
cli-help-sockets-group-by = Counts instead of rows, by: state, local, peer, port, dport, route, process, netns
cli-help-sockets-watch = Again every so many seconds (2), until interrupted
cli-help-sockets-sort = Rows by age, queue, state, local or peer; groups by rows or name. --top N shows the first N
cli-sockets-sort-groups = groups are sorted by rows or by name, as in: --group-by peer --sort name
cli-sockets-sort-rows = --sort rows and --sort name go with --group-by; rows are sorted by age, queue, state, local or peer
cli-sockets-file = a file goes behind -f, as in: lastack sockets 'state time-wait' -f { $file }
cli-sockets-see = see: lastack sockets --help
cli-lint-stdin = standard input can be read once: - stands twice
cli-diff-two = diff takes two files, the earlier and the later one: { $file } is one too many
cli-diff-stdin = standard input can be read once: name a file for one of the two

cli-usage-blame = lastack blame [OPTIONS] [SECONDS] [--follow] [--pid PID] [--comm NAME] [--route DESTINATION] [--listener PORT]
cli-help-blame = Who closes first: traces for a while, and names the process, container or user behind TIME_WAIT. Needs root, or CAP_BPF and CAP_PERFMON
cli-help-blame-window = How long to trace: 10, 10s, up to 3600 (10); Ctrl-C ends it early and still answers
cli-help-blame-follow = Again after each SECONDS, all closes since the start, until interrupted
cli-help-blame-group-by = Lines by: process, command, container, user, route (command)
cli-help-blame-pid = Closes of this process alone (may stand several times, as all filters may)
cli-help-blame-comm = Closes of processes or threads of this name alone
cli-help-blame-route = Closes of connections that we opened to this address, port, or both: 10.0.0.21:3306, :443
cli-help-blame-listener = Closes of connections that peers opened to this port of ours: :80, 10.0.0.7:80
cli-help-blame-method = How, instead of the best that runs here: bpf, tracefs, or owners (no trace, a guess)
cli-blame-starting = starting to trace
cli-blame-progress = tracing for { $elapsed } of { $window }, { $closes ->
    [one] one close
   *[other] { $closes } closes
 } seen; Ctrl-C ends it now
cli-blame-progress-sums = tracing for { $elapsed }; Ctrl-C ends it
cli-linger = Press Enter to close this window.
cli-blame-stdin = standard input was not read: blame traces this host
cli-blame-interval = --interval does nothing here: blame answers after SECONDS, and with --follow again after each SECONDS: lastack blame 5 --follow
cli-blame-absent = no process { $pid } is to be seen now: one that has ended closes nothing any more, and one of another container has another number here
cli-blame-children = process { $pid } has { $children ->
    [one] one child process, { $first }, which counts by itself: add --pid { $first }
   *[other] { $children } child processes, which count by themselves: add --pid { $first } and so on, or ask by --comm for all of one name
 }
cli-help-diagnose-blame = Trace for so long first (as root), and say who closes and who got no port: --blame 5s; Ctrl-C ends it early and still answers. Without it nothing is loaded
cli-blame-files = --blame traces this host; a file or a capture holds no trace. Leave out one of them

cli-usage-fix = lastack fix [plan] [FINDING|SETTING]... [FILE|-]... [--port PORT]... [--blame SECONDS] [--as FORM]
cli-usage-fix-plan = lastack fix plan [OPTIONS] [FINDING|SETTING]... [FILE|-]... [--port PORT]... [--blame SECONDS] [--as FORM]
cli-help-fix = What could be changed, with its effect in numbers; without a subcommand it shows the plan and changes nothing
cli-help-fix-words = Findings (port-exhaustion), remedies (widen-port-range) or settings (tcp_tw_recycle) that it is about; anything else is a file or - for standard input. None: all findings of this host
cli-help-fix-port = Ports of services that clients are not to be given, separated by commas: on Linux reserved, on Windows excluded, where the service must be stopped
cli-help-fix-form = Write the plan for another tool: ansible, kubernetes, sysctl.d or systemd; for Windows reg, powershell or netsh, and what takes it back with -undo behind it
cli-help-fix-blame = Trace for so long first (as root): the settings of the program that is seen closing are told
cli-help-fix-plan = The plan: what, from which value to which, its effect, its risk, and how it is undone. Changes nothing
cli-help-fix-plan-words = Findings, remedies or settings that it is about; anything else is a file or - for standard input. None: all findings of this host
cli-help-fix-plan-port = Ports of services that clients are not to be given, separated by commas: on Linux reserved, on Windows excluded, where the service must be stopped
cli-help-fix-plan-blame = Trace for so long first (as root): the settings of the program that is seen closing are told
cli-help-fix-plan-form = Write the plan for another tool: ansible, kubernetes, sysctl.d or systemd; for Windows reg, powershell or netsh, and what takes it back with -undo behind it
cli-fix-port-in-use = Port { $port } is in use, and Windows excludes no port in use; the table does not say by whom. Stop the service, run the same command again, then start it. Nothing was changed
cli-fix-port-in-use-by = Port { $port } is in use by process { $pid } ({ $name }), and Windows excludes no port in use. Stop the service, run the same command again, then start it. Nothing was changed
cli-fix-not-here = { $word }: nothing that was found here has to do with it, so there is nothing to say about it for this host; lastack explain { $word } says what it does
cli-fix-no-word = { $word } is no finding, no remedy and no setting either; lastack --format json lists findings by id
cli-usage-fix-apply = lastack fix apply [OPTIONS] [FINDING|SETTING]... [--port PORT]...
cli-help-fix-apply = Shows the plan, asks, writes one setting at a time, measures, and takes it back by itself unless you confirm
cli-help-fix-apply-words = Findings, remedies or settings that it is about. None: all that the plan writes
cli-help-fix-apply-port = Ports of services that clients are not to be given, separated by commas: on Linux reserved, on Windows excluded, where the service must be stopped
cli-help-fix-apply-confirm = Seconds from the end of its measurement, or of lastack, until it is taken back unless you type lastack fix confirm; 0 leaves it without being confirmed [60]
cli-help-fix-apply-persist = Keep it for the next boot as well, in a file of its own below /etc/sysctl.d; written when it is confirmed
cli-help-fix-apply-yes = Agree beforehand: nobody is asked
cli-help-fix-apply-keep-worse = Leave it although it makes things worse
cli-usage-fix-confirm = lastack fix confirm [ID]
cli-help-fix-confirm = The change that waits for it stands
cli-help-fix-confirm-change = The change; without it the one of yours that waits in this network namespace
cli-usage-fix-log = lastack fix log [OPTIONS]
cli-help-fix-log = What stands, what was done when and by whom, and what would be taken back
cli-usage-fix-rollback = lastack fix rollback [ID | --all]
cli-help-fix-rollback = Takes a change back, where it is still ours; also after a crash
cli-help-fix-rollback-change = The change; without it the one of yours that waits or stands in this network namespace, where there is one alone
cli-help-fix-rollback-all = All changes that stand, whoever made them and wherever, the last one first
cli-help-fix-rollback-same-netns = Say that the network namespaces are still the same, on kernels before 5.14 that cannot tell
cli-usage-fix-release = lastack fix release [FILTER]... [--older-than SECONDS] [--beyond-loopback] [--rate N]
cli-help-fix-release = Lets go of sockets in TIME_WAIT that you choose, after showing which and asking; nothing takes it back
cli-help-fix-release-filter = Which, in the syntax of ss, as for lastack sockets: dst 127.0.0.1:9001. None: all in TIME_WAIT. Sockets of another state are named by it and both ends, one by one
cli-help-fix-release-older-than = Only those that are in TIME_WAIT for so long already [0]
cli-help-fix-release-beyond-loopback = Connections of other hosts too, and those on loopback of which nobody knows where they end. It gives up what TIME_WAIT protects from
cli-help-fix-release-rate = At most so many a second; 0 for no bound [20000]
cli-help-fix-release-yes = Agree beforehand: nobody is asked
cli-usage-fix-spread = lastack fix spread [on --cgroup PATH --to ADDR:PORT [--from A-B] | status | off [--cgroup PATH]]
cli-help-fix-spread = More ports for one destination: connections of a group of processes come from many source addresses, and the application stays as it is
cli-help-fix-spread-what = on shows what it would do, tries one connection, and asks; status tells how many connections each address got; off takes it away [status]
cli-help-fix-spread-cgroup = The control group, by its folder or by its path below the tree of version 2: system.slice/app.service
cli-help-fix-spread-pid = The control group that this process is in, with all the others in it
cli-help-fix-spread-unit = The control group of a unit of systemd
cli-help-fix-spread-container = The control group of a container, by its name or the beginning of its id
cli-help-fix-spread-to = The destination, as the application names it: 127.0.0.1:9001
cli-help-fix-spread-from = Source addresses, which must belong to this host: 127.0.0.2-127.0.0.250,10.0.0.7. None: 127.0.0.2-127.0.0.250 towards loopback, else all addresses of the host from which the server takes connections
cli-help-fix-spread-despite-rules = Go on although a rule of the server would refuse some of the addresses
cli-help-fix-spread-yes = Agree beforehand: nobody is asked
cli-spread-only-on = --pid, --unit, --container, --to and --from belong to lastack fix spread on; off takes --cgroup
cli-spread-to = Which destination? lastack fix spread on --cgroup PATH --to 127.0.0.1:9001
cli-spread-who = Whose connections? Name one of --cgroup PATH, --pid PID, --unit NAME, --container NAME
cli-spread-ask = Spread them? [y/N]
cli-spread-rules = Nothing was changed: the server would refuse addresses of the pool by its own rules. Allow them there, choose others by --from, or go on with --despite-rules
cli-spread-none = No connections are spread there
cli-fix-release-ask = { $count ->
    [one] Let this socket go? [y/N]
   *[other] Let these { $count } sockets go? [y/N]
}
cli-fix-releasing = { $count } of { $all } sockets
cli-fix-release-netns = fix release is about one network namespace: the own one, or the one that --netns names
cli-fix-release-untried = Nothing was let go: no connection of lastack's own over loopback could be made there, on which it tries first whether it may ({ $reason })
cli-fix-release-unsupported = Nothing was let go: this kernel cannot. It wants Linux 6.0 or newer with CONFIG_INET_DIAG_DESTROY, tried on a socket of lastack's own
cli-fix-release-privilege = Nothing was let go: it takes CAP_NET_ADMIN in the user namespace of that network namespace, tried on a socket of lastack's own
cli-fix-release-failed = The kernel does not let sockets go: { $reason }
cli-fix-no-undo = Change { $id } let sockets go: nothing takes that back, and no setting of it stands
cli-usage-fix-guard = lastack fix guard ID [PATH]...
cli-help-fix-guard = Started by fix apply: takes the change back unless it is confirmed
cli-help-fix-guard-change = The change
cli-help-fix-guard-held = Network namespaces that it holds open
cli-fix-administrator = Changing settings and reading the journal of changes needs an administrator: open the console with "Run as administrator"
cli-fix-root = Changing settings and reading the journal of changes needs root: sudo lastack fix ...
cli-fix-no-consent = Nothing was changed: nobody agreed. On a terminal lastack asks; elsewhere --yes agrees beforehand
cli-fix-not-begun = Nothing was changed: { $why }
cli-fix-ask = { $count ->
    [one] Make this change? [y/N]
   *[other] Make these { $count } changes? [y/N]
}
cli-fix-several = Nothing was changed: the plan changes { $count } network namespaces. Apply it to one of them by name, or to all with --netns all:
cli-fix-several-one = { $netns }
    .command = lastack fix apply --netns { $netns }
cli-fix-measuring = Written; measuring what it brings takes { $seconds }. If you stop lastack now, the change goes back by itself within { $until }
cli-fix-measuring-alone = Written; measuring what it brings takes { $seconds }. If you stop lastack now, the change stands until lastack fix rollback
cli-fix-unguarded = The process that was to take the change back had ended, so it was taken back at once
cli-fix-mask = Nothing was changed: with --mask names are drawn, and nobody could tell what was done. fix plan and fix log can be masked
cli-fix-back = Nothing of change { $id } stands any more; lastack fix log tells what became of it
cli-fix-clock = Nothing was changed: the system does not say how long it runs, so no change could be taken back in time: { $reason }
cli-fix-busy = Nothing was changed: another lastack is changing something just now
cli-fix-broken-off = Change { $id } was broken off before it stood, so there is nothing to keep. lastack fix rollback { $id } ends it
cli-fix-open-broken-off = Nothing was changed: change { $id } was broken off before it stood. lastack fix rollback { $id } ends it
cli-fix-waits = A change before this one ({ $id }) waits: it is taken back in { $seconds } unless lastack fix confirm { $id } keeps it
cli-fix-waits-unguarded = A change before this one ({ $id }) waits to be confirmed, and nothing takes it back any more: lastack fix rollback { $id }
cli-fix-open = Nothing was changed: change { $id } is neither confirmed nor taken back. lastack fix confirm { $id } keeps it, lastack fix rollback { $id } takes it back
cli-fix-refused = Nothing was changed: { $id } is never applied; lastack fix plan says why
cli-fix-nothing = There is nothing to write
cli-fix-foreign = Nothing was changed: { $key } = { $value } is nothing that lastack writes
cli-fix-no-way-back = Nothing was changed: { $key } could not be taken back
cli-fix-no-netns = Nothing was changed: the network namespace { $netns } is not there any more, or cannot be entered
cli-fix-unsure = Nothing was changed: this kernel cannot tell whether { $netns } is still the same network namespace. If you know that it is: --same-netns
cli-fix-no-guard = Nothing was changed: the process that would take the change back does not stand. { $why }
cli-fix-guard-failed = It says: { $reason }
cli-fix-guard-pids = In a container it would end with the container's first process. Run lastack on the host itself and name a process of the container: lastack fix apply --netns PID
cli-fix-guard-starter = It cannot watch the lastack that started it, as after the clock was set back at that moment. Run the command again
cli-fix-guard-job = It would end with the job of Windows that lastack runs in, which lets no process go. Run lastack from a console of its own
cli-fix-guard-group = It would end with the control group { $group }, which it cannot leave from here (ip netns exec hides the others). Run lastack outside and name the namespace: lastack fix apply --netns NAME
cli-fix-no-change = There is no change { $id }; lastack fix log lists them
cli-fix-none-left = There is no change that waits or stands
cli-fix-unnamed-confirm = Nothing was confirmed: without an ID only the one change is meant that you made in this network namespace. What waits, and what to type for it:
cli-fix-unnamed-rollback = Nothing was changed: without an ID only the one change is meant that you made in this network namespace. What waits or stands, and what to type for it:
cli-fix-confirm-one = { $change }
    .command = lastack fix confirm { $id }
cli-fix-rollback-one = { $change }
    .command = lastack fix rollback { $id }
cli-fix-too-late = Change { $id } does not wait any more: it was confirmed before, was taken back, or ended with the boot. lastack fix log tells
cli-fix-under = Nothing was changed: change { $id } came later and set the same setting. Take that one back first: lastack fix rollback { $id }; or all of them: lastack fix rollback --all
cli-fix-may-stand = Change { $id } was written and may stand: { $why }. lastack fix log shows what stands; lastack fix rollback { $id } takes it back
cli-fix-behind-busy = another lastack holds the journal, so the rest could not be noted
cli-fix-behind-journal = the journal does not tell of it any more
cli-fix-tampered = Nothing was changed: the journal of change { $id } was edited. It names { $what }, which lastack never writes
cli-fix-file = { $path }: { $reason }
cli-fix-netns = network namespace { $path }: { $reason }
cli-fix-place = The system does not say where programs keep their data, so there is no place for the journal: { $reason }
cli-fix-identity = The kernel does not tell which network namespace or boot this is: { $reason }
cli-fix-setting = { $key }: { $reason }
cli-fix-boot-elsewhere = It cannot be kept for the next boot: the host does not boot in the network namespace of this change. lastack fix plan --as kubernetes shows the form for a pod
cli-fix-boot-unseen = It cannot be kept for the next boot: in a container lastack does not see what the host reads at boot. Run it on the host itself
cli-fix-boot-overridden = It cannot be kept for the next boot: { $file } sets the same key and is read after every name that lastack could take
cli-fix-boot-too-long = It cannot be kept for the next boot: { $key } is longer than what this machine's reader of settings writes at once, and would be cut without a word (systemd-sysctl writes all of it from version 252 on)
cli-fix-boot-cut = { $key } is long: systemd-sysctl sets all of it at boot, but sysctl --system would cut it without a word; do not run that
cli-fix-boot-folder = It cannot be kept for the next boot. { $why }
cli-fix-not-kept = The change stands, until the next reboot only. { $why }
cli-fix-unbootable = Nothing was changed. { $why }
cli-fix-trust-owner = it belongs to another user, so its content is not trusted
cli-fix-trust-mode = others may write or read it, so its content is not trusted (folder 0700, journal 0600)
cli-fix-trust-open = others may write it, so nothing is put there (chmod go-w)
cli-fix-trust-linked = it is a link, or has a second name, so its content is not trusted
cli-fix-trust-kind = it is no ordinary file or folder
cli-fix-trust-file-system = it lies in another kind of file system than it should; bpffs: mount -t bpf bpf /sys/fs/bpf
cli-fix-programs = The kernel did not take the BPF programs: { $action }: { $reason }
cli-spread-no-tree = Nothing was changed: control groups of version 2 are not mounted here, and programs are attached to those. mount -t cgroup2 none DIR mounts them beside version 1
cli-spread-no-group = Nothing was changed: there is no control group { $name }
cli-spread-several = Nothing was changed: { $count } control groups are called { $name }; name one by its path: --cgroup PATH
cli-spread-no-process = Nothing was changed: there is no process { $pid }
cli-spread-in-root = Nothing was changed: process { $pid } is in the root group, with every other process that has none of its own. Start it in a unit or a scope (systemd-run --scope COMMAND), or name the root yourself: --cgroup /
cli-spread-namespaces = Nothing was changed: the processes of this group are in { $count } network namespaces. Addresses belong to one of them: --netns PID
cli-spread-no-cookie = Nothing was changed: this kernel does not tell network namespaces apart, and so not whose addresses these are (it is older than 5.14)
cli-spread-no-neighbours = Nothing was changed: ::1 is the only loopback address of IPv6. Let the application connect to 127.0.0.1, or name addresses of this host: --from ADDRESS,ADDRESS
cli-spread-family = Nothing was changed: the addresses of --from are of another family than { $to }
cli-spread-foreign = Nothing was changed: { $address } is no address of this network namespace that a connection can come from. lastack uses none that does not belong to the host
cli-spread-nonlocal = Nothing was changed: { $key } is 1, so the kernel would go on using an address that this host has lost. Set it to 0, or use a loopback pool
cli-spread-too-few = Nothing was changed: this host has no second address from which { $to } can be reached. Add addresses to it, or name them: --from ADDRESS,ADDRESS
cli-spread-pool-unreadable = { $text } is no list of addresses: 127.0.0.2-127.0.0.250 or 10.0.0.7,10.0.0.8
cli-spread-pool-long = { $text } has more than { $count } addresses
cli-spread-pool-mixed = { $text } mixes IPv4 and IPv6
cli-spread-not-here = Nothing was changed: no answer from { $to } within 2 s, neither for an ordinary connection nor for one from { $from }
cli-spread-nobody = Nothing was changed: nobody listens on { $to }, so it cannot be tried whether the server takes connections from { $from }
cli-spread-trial = Nothing was changed: the server on { $to } takes an ordinary connection and not one from { $from }: { $fate }. It probably allows 127.0.0.1 alone (pg_hba.conf, allow and deny of nginx, protected-mode of Redis)
cli-spread-trial-alone = Nothing was changed: a connection from { $from } to { $to }: { $fate }. There is no ordinary one to compare with, since connect() has no port left for it
cli-spread-fate-kept = accepted and kept open
cli-spread-fate-greeted = accepted and greeted
cli-spread-fate-closed = accepted and closed at once
cli-spread-fate-refused = refused
cli-spread-fate-silent = no answer
cli-spread-fate-no-port = no port left
cli-spread-fate-unusable = the address cannot be used
cli-spread-twice = Nothing was changed: change { $id } spreads these connections already. lastack fix spread off takes it away
cli-probe-nobody-listens = Nothing listens on this host: there is nothing to check
cli-usage-probe-run = lastack probe run [OPTIONS] FILE
cli-help-probe-run = Watches what a file names, until interrupted; the file is read again when it changes
cli-help-probe-run-file = TOML: [[targets]] with target = ["host:port"], strategy, timeout, interval; file_sd, local, listen
cli-help-probe-run-check = Only say whether the file is right
cli-after-probe = Exit codes: 0 all are up; 1 one is down; 2 none is known to be down and one could not be told. A Nagios plugin it is not: there 2 is critical.
cli-after-probe-run = Keys: listen, source_ports ("kernel" or a range), allow (who may be asked for by /probe). In {"[["}targets]], [defaults] and [modules.NAME]: strategy, timeout, interval and fresh (seconds), family (4 or 6), source, method, expect, tls, verify, server_name, ca. In {"[["}targets]] alone: target, file_sd, local. A target has what stands beside it, else what stands in [defaults].
cli-probe-file-fine = { $file } is right: { $count ->
    [one] 1 target
   *[other] { $count } targets
}
cli-probe-file-fine-local = { $file } is right: { $count ->
    [one] 1 target
   *[other] { $count } targets
}, and every listening port of this host
cli-probe-begun = watching { $count ->
    [one] 1 target
   *[other] { $count } targets
} of { $file }; each change is told
cli-probe-begun-local = watching { $count ->
    [one] 1 target
   *[other] { $count } targets
} of { $file } and every listening port of this host; each change is told
cli-probe-unknown = unknown
cli-probe-cost = { $took } of probing. Own sockets: { $sockets }. 99 % of deadlines served within { $late }

cli-usage-lab = lastack lab list | run NAME [--keep]
cli-help-lab = Rehearses an incident and its cure here, in namespaces of its own
cli-usage-lab-list = lastack lab list
cli-help-lab-list = What can be rehearsed, how long it takes and what it needs
cli-usage-lab-run = lastack lab run NAME [--keep] [--format html]
cli-help-lab-run = Makes the incident, diagnoses it, cures it, measures again, and tells whether all of it held
cli-help-lab-run-name = As lab list names it
cli-help-lab-run-keep = Let the scene stand afterwards, until Ctrl-C, to look around in it
cli-usage-lab-stage = lastack lab stage NAME PART
cli-help-lab-stage = Started by lab run: one part in namespaces of its own
cli-help-lab-stage-words = Which
cli-usage-lab-still = lastack lab still
cli-help-lab-still = Started by xtask accuracy: holds one part of a scenario still
cli-help-lab-still-words = Which one, and what else
cli-usage-lab-measure = lastack lab measure
cli-help-lab-measure = Started by lab run: measures before and after a cure by the application
cli-help-lab-measure-words = What is measured
cli-usage-lab-hold = lastack lab hold
cli-help-lab-hold = Started by lab run: holds the actors' processes
cli-help-lab-hold-words = Of whom
cli-usage-lab-first = lastack lab first
cli-help-lab-first = Started by lab run: the first process of the actors
cli-help-lab-first-words = Nothing
cli-usage-lab-actor = lastack lab actor NAME VERB WORD...
cli-help-lab-actor = Started by lab run: a workload under a name of its own
cli-help-lab-actor-words = What it does
cli-lab-unknown = There is no rehearsal { $name }. There are: { $names }
cli-lab-linux = Rehearsals take network namespaces, which Linux has: run it there
cli-lab-failed = The rehearsal did not come to its end: { $reason }
cli-lab-missing = Not here: { $programs }. On Debian: sudo apt-get install { $packages }
cli-lab-root = This rehearsal needs root: sudo lastack lab run ...
cli-lab-namespaces = This machine gives an ordinary user no namespaces of his own ({ $reason }): run it as root
cli-lab-begins = { $title }: takes about { $takes }; nothing outside of its own namespaces is touched
cli-lab-step = { $part }: { $what }
cli-lab-part-sick = incident
cli-lab-part-twin = healthy twin
cli-lab-stands = its namespaces are made
cli-lab-awaits-state = { $state }
cli-lab-awaits-failures = failures of { $who }
cli-lab-awaits-attempts = attempts of { $who }
cli-lab-waits = waits for { $what } ({ $wanted })
cli-lab-looks = lastack and ss look
cli-lab-fixes = lastack fix apply { $remedy }
cli-lab-changes = the application is changed
cli-lab-kept-root = The scene stands until Ctrl-C. Another shell enters it by: nsenter -t { $pid } -n -m
cli-lab-kept = The scene stands until Ctrl-C. Another shell enters it by: nsenter -t { $pid } -U -n -m --preserve-credentials

cli-help-ports-measure-time-wait = How long TIME_WAIT lasts on this host: opens one connection of its own on loopback, closes it and watches its row go. One to five minutes; Ctrl-C ends it early and still answers
cli-stay-netns = --measure-time-wait measures with a connection in the namespace that it runs in: leave out --netns, or run it there (ip netns exec)
cli-stay-connection = no connection could be opened on loopback: { $reason }. Is the loopback device up?
cli-stay-unseen = the connection left no row in TIME_WAIT, so nothing was measured. On Linux a full net.ipv4.tcp_max_tw_buckets keeps none (lastack shows it); a proxy or filter on loopback may have reset the connection
cli-stay-progress = in TIME_WAIT for { $elapsed }; 60 s on Linux, 2 to 4 minutes by default on Windows; Ctrl-C ends it
