lint-ip-unprivileged-port-start-above = The kernel refuses it (EINVAL): ip_local_port_range begins below it, at { $low }.
lint-ip-unprivileged-port-start-other = Says from which port on a program may listen without privilege; nothing about connections that are over.
