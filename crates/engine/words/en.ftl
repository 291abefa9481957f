engine-input-missing = cannot read { $input }: there is no such file. Give a file, or - for standard input; without one lastack looks at this host
engine-input-refused = cannot read { $input }: permission denied. Copy it to where you may read it, or run: sudo lastack { $input }
engine-input-folder = cannot read { $input }: it is a folder. Give the files in it
engine-input-failed = cannot read { $input }: { $reason }
engine-input-nothing = nothing in the input can be judged: no socket table, no histogram of states. Paste the output of: ss -tano, netstat -ant, or netstat -n | awk '/^tcp/ {"{"}++S[$NF]{"}"} END {"{"}for (a in S) print a, S[a]{"}"}'
engine-host-failed = this host's TCP table cannot be read: { $why }. Paste it instead: ss -tano | lastack -
engine-netns-failed = { $why }
