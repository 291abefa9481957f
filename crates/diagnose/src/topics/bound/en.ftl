bound-title = BOUND: holds a port and does nothing with it
bound-what = bind() was called, neither listen() nor connect() followed. /proc/net/tcp and plain ss do not show it; sock_diag lists it on Linux 6.12 and not on 6.1. Windows shows it as Bound.
bound-see = lastack counts them where the kernel can list them.
    .command = lastack states
bound-matters = When there are many: a bound port is lost for automatic use towards every destination. Measured: 60 of 100 ports bound left 40 for each destination.
bound-harmless = A few: sockets between bind() and connect().
bound-source = TCPF_BOUND_INACTIVE (bit 13) of inet_diag, in 6.12 and not in 6.1; measured on 6.18; Windows: state 100 of the TCP table
