# What names no target.
probe-target-no-port = { $target } has no port. Write host:port, as in 10.0.0.5:443, or a range, as in 127.0.0.1:20000-20599
probe-target-port = The port of { $target } is none: a port is 1 to 65535, a range runs upwards
probe-target-host = { $target } is neither host:port with an address or a name, nor an address of http:// or https://
probe-target-v6 = { $target } is an IPv6 address without brackets: [2001:db8::5]:443
probe-target-zone = { $target } names a zone (%): addresses of one link alone are not probed
probe-target-twice = { $target } is named twice: it is checked once
# Why nothing can be checked.
probe-error-loop = The prober cannot be set up: { $reason }
probe-error-shared = Process { $pid } ({ $comm }) already probes from ports { $low }-{ $high }; two probers never share ports. Choose another range
probe-error-claimed = Somebody already has ports { $low }-{ $high } for a prober and claims to be process { $pid }; who it is cannot be seen from here. Two probers never share ports: choose another range
probe-error-ephemeral = Source ports { $low }-{ $high } lie in ip_local_port_range: the kernel gives them to other programs. Choose ports outside of it, or reserve them in ip_local_reserved_ports
probe-error-taken = None of the source ports { $low }-{ $high } is free. Choose another range
probe-error-system = This way of probing is built for Linux so far. Here targets are checked by auto, polite, reset or http, from the port and address that the system chooses
probe-error-table = The kernel's table of sockets cannot be read: listening ports cannot be found. Name the targets
probe-error-listen = Cannot listen on { $at }: { $reason }
# The file of a run.
probe-file-unreadable = { $file } cannot be read: { $reason }
probe-file-utf8 = { $file } is no text in UTF-8
probe-file-place = { $file }, line { $line }, column { $column }: { $why }
probe-file-toml = this is no valid TOML: { $why }
probe-toml-key = there is no key { $key } here. Known are: { $known }
probe-toml-list = a list belongs here, as in ["web:80", "db:5432"]
probe-toml-text = text in quotes belongs here, as in "auto"
probe-toml-truth = true or false belongs here
probe-toml-number = a number belongs here, without quotes
probe-toml-table = a section belongs here, as in [defaults]
probe-toml-range = the number is too large or too small
probe-toml-twice = the key stands twice
probe-toml-unclosed = the closing bracket or quote is missing
probe-toml-quotes = the value is no number and no text in quotes
probe-toml-no-value = a value is missing: key = value
probe-file-json = this is no list of targets: { $why }
probe-file-allow = { $value } is no address, network or name, such as 10.0.0.0/8
probe-file-strategy = there is no strategy { $value }: auto, hold, http, observe, polite, reset
probe-file-seconds = seconds must be { $least } to { $most }
probe-file-family = the family is 4 or 6
probe-file-source = { $value } is no address to connect from
probe-file-source-ports = { $value } is no range of ports above 1023, such as 61001-65535, and not kernel
probe-file-listen = { $value } is no address with a port, such as 127.0.0.1:9115
probe-file-listen-allow = { $value } can be reached by others, who could probe anything from here: say in allow = [...] what they may ask for
probe-file-too-many = { $value } makes more than 200,000 targets
probe-file-empty = no targets: [[targets]] with target = ["host:port"], file_sd = ["list.json"] or local = true
# What a file may ask for and this system has not.
probe-lacks-hold = hold works on Linux alone: there the kernel tells when a silent peer last answered. Take auto or polite
probe-lacks-observe = observe works on Linux alone: it reads the kernel's table by sock_diag. Take auto or polite
probe-lacks-source-ports = source ports of the prober's own are for Linux alone, where they lie outside of what the kernel gives to others. Write "kernel", or leave the key out
probe-lacks-source = an address to connect from can be chosen on Linux alone so far. Leave the key out
probe-lacks-local = which ports this host listens on is found on Linux alone so far, by sock_diag. Name the targets
probe-reloaded = { $file } was read again: { $count ->
    [one] 1 target
   *[other] { $count } targets
}
probe-reload-broken = { $file } has changed and is wrong; what it said before stays in force
probe-reload-restart = { $file }: listen and source_ports change only with a restart
# Source ports that others have.
probe-port-held = Source port { $port } is { $comm }'s (pid { $pid }): it is left out
probe-port-held-unknown = Source port { $port } is in use by a process that cannot be seen from here: it is left out
probe-port-held-more = { $count ->
    [one] 1 more source port is
   *[other] { $count } more source ports are
} in use by others and left out
# What could not be given up.
probe-confine-privileges = This process could not give up gaining privileges
probe-confine-capabilities = This process could not give up its capabilities
probe-confine-none = On this system the prober gives up no rights: start it as a user who has few
probe-confine-landlock = The kernel has no Landlock: that this process writes no file is not enforced
probe-file-twice = { $target } stands twice: it is watched as it stands first
probe-file-twice-more = { $count ->
    [one] 1 more target stands
   *[other] { $count } more targets stand
} twice
probe-file-server-name = { $value } is no name that TLS could ask for
probe-file-ca = { $file } holds no certificate in PEM
probe-file-misplaced = targets stand in [[targets]] alone; [defaults] and [modules] say how they are checked
probe-file-method = { $value } is no method, such as GET or HEAD
probe-file-hold = hold needs a timeout of 1 second or more, since the kernel asks a silent peer after a second at the earliest. Take polite, or auto, which holds nothing then
probe-reload-unread = { $file } has changed and cannot be read; what it said before stays in force, and it is tried again every second
probe-reload-denied = This process gave up its privileges at its start: the file must be readable by user { $uid }
