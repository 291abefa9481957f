engine-input-missing = cannot read { $input }: there is no such file. Give a file, or - for standard input; without one lastack looks at this host
engine-input-missing-file = cannot read { $input }: there is no such file
engine-input-refused = cannot read { $input }: permission denied. Copy it to where you may read it, or run: sudo lastack { $input }
engine-input-folder = cannot read { $input }: it is a folder. Give the files in it
engine-input-failed = cannot read { $input }: { $reason }
engine-input-nothing = nothing in the input can be judged: no socket table, no histogram of states. Paste the output of: ss -tano, netstat -ant, or netstat -n | awk '/^tcp/ {"{"}++S[$NF]{"}"} END {"{"}for (a in S) print a, S[a]{"}"}'
engine-host-failed = this host's TCP table cannot be read: { $why }. Paste it instead: ss -tano | lastack -
engine-netns-failed = { $why }
engine-capture-other = { $input } is no capture of lastack
engine-capture-mangled = { $input } is a capture that was changed on its way: it was sent as text. Send it as a binary file (scp, or gzip it first)
engine-capture-version = { $input } is a capture in version { $at } of the format, which this lastack does not know. Open it with the lastack that made it, or with a newer one
engine-capture-order = { $input } is a capture of a machine with the other byte order: open it on a machine of that kind
engine-capture-cut = { $input } is a capture that is cut short: copy it again, or run lastack capture once more
engine-capture-damaged = { $input } is a capture that is damaged (at byte { $at }): copy it again, or run lastack capture once more
engine-capture-long = { $input } is a capture of more than lastack reads: 512 MiB packed, 8 GiB unpacked
engine-netns-files = --netns chooses network namespaces of this host or of a capture; pasted text has none. Leave out one of them
engine-capture-netns = the namespace chosen with --netns is not in the capture. Leave --netns out to see those that are
engine-capture-hosts = these are captures of different hosts: open one at a time. Captures of one host go together, the newest is judged
engine-capture-masked = masked captures do not go together: each has drawn addresses of its own. Open one at a time
engine-capture-mixed = a capture and pasted text do not go together: open one at a time
engine-sockets-text-filter = the filter asks about dev or fwmark, which no text tells: leave them out, or look at this host
engine-sockets-no-rows = { $input }: no connection was recognised in it
engine-sockets-counts = { $input } has counts but no rows, so there is nothing to list; lastack states { $input } shows the counts
engine-lint-mixed = { $registry } is a registry file of Windows, and { $sysctl } is not: lint grades files of one system at a time
engine-lint-no-value = no value in { $input }: a registry file has lines such as "TcpTimedWaitDelay"=dword:0000001e
engine-lint-nothing = no setting in { $input }: lint reads lines such as net.ipv4.tcp_tw_reuse = 1
engine-sockets-bound = no socket that is bound and nothing else came: there is none, or the kernel is older than 6.8 and does not list them
engine-input-line = { $input }, line { $line }: { $why }
engine-document = { $input } is a JSON report of lastack: it holds a verdict already. lastack diff { $input } OTHER compares it
engine-document-other = { $input } begins like a JSON report of lastack and is none, or not the whole of one
engine-document-said = { $en }
engine-document-word = { $word }
engine-document-words = { $word } { $rest }
engine-trace-cleaned = { $count ->
    [one] one trace instance that a killed lastack had left was
   *[other] { $count } trace instances that a killed lastack had left were
 } removed
engine-release-never = a socket in { $state } is not over: lastack never lets it go
engine-release-states = the filter must be of one state: without one it is TIME_WAIT; any other is named by its own name, state close-wait for example, and let go one by one
engine-release-one = { $count } sockets in { $state } match. Each may be a connection that somebody still needs, so other states than TIME_WAIT are let go one by one: name both ends, 'state close-wait src 10.0.0.5:80 dst 10.0.0.9:40001' for example
