commented-line-reserves-claim = The line # net.ipv4.ip_local_reserved_ports=42310,51000-52000 in sysctl.conf reserves these ports.
commented-line-reserves-truth = A line that begins with # is a comment: sysctl -p passes over it and nothing is reserved. Remove the #, run sysctl -p, and read the value back with sysctl net.ipv4.ip_local_reserved_ports.
commented-line-reserves-source = sysctl.conf(5): lines that begin with # or ; are comments
