# What names no target.
probe-target-no-port = { $target } has no port. Write host:port, as in 10.0.0.5:443, or a range, as in 127.0.0.1:20000-20599
probe-target-port = The port of { $target } is none: a port is 1 to 65535, a range runs upwards
probe-target-host = { $target } is neither an address nor a name. An IPv6 address stands in brackets: [2001:db8::5]:443
# Why nothing can be checked.
probe-error-loop = The prober cannot be set up: { $reason }
probe-error-shared = Process { $pid } already probes from ports { $low }-{ $high }; two probers never share ports. Choose another range
probe-error-ephemeral = Source ports { $low }-{ $high } lie in ip_local_port_range: the kernel gives them to other programs. Choose ports outside of it, or reserve them in ip_local_reserved_ports
probe-error-taken = None of the source ports { $low }-{ $high } is free. Choose another range
probe-error-system = Probing is built for Linux so far
probe-error-table = The kernel's table of sockets cannot be read: listening ports cannot be found. Name the targets
