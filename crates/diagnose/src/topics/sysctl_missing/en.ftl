sysctl-missing-title = sysctl: cannot stat: this kernel has no such key
sysctl-missing-what = The line was not applied; sysctl -p went on with the next ones. Either the key was removed (tcp_tw_recycle in Linux 4.12), or it is misspelled, or its module is not loaded (nf_conntrack), or it exists only outside of a container.
sysctl-missing-see = Which keys of the file exist here.
    .command = lastack lint /etc/sysctl.conf
sysctl-missing-matters = When the file was meant to cure something: that line never did. Delete it; the other lines were applied.
sysctl-missing-harmless = When the line is an old tcp_tw_recycle: it is well that it does nothing, since it broke clients behind NAT.
sysctl-missing-source = sysctl(8) of procps; tcp_tw_recycle: commit 4396e46187ca, Linux 4.12
