sysctl-invalid-title = sysctl: Invalid argument: the kernel refused the value
sysctl-invalid-what = The old value still holds. ip_local_port_range refuses a first port above the last one or below ip_unprivileged_port_start (1024).
sysctl-invalid-see = The value that holds now.
    .command = sysctl net.ipv4.ip_local_port_range net.ipv4.ip_unprivileged_port_start
sysctl-invalid-matters = Always: somebody believes that it is set. Later lines of the same file were applied, so that the host runs on half of it.
sysctl-invalid-harmless = Never harmless, but easily mended: write a value within the bounds.
sysctl-invalid-source = sysctl(8) of procps; measured on 6.18: ip_local_port_range refuses a first port below ip_unprivileged_port_start and above the last
