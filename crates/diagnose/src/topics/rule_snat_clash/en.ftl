rule-snat-clash-title = Address translation drops connections (conntrack insert_failed)
rule-snat-clash-what = Masquerade and SNAT choose a port of their own for each connection: a second pool, for each address and destination, which the socket tables do not show. When two connections get the same one, the first packet of the later is dropped.
rule-snat-clash-see = insert_failed, summed over the CPUs; it must stand still.
    .command = conntrack -S
rule-snat-clash-matters = When it rises while routes are well: connects wait 1 s or 3 s (SYN sent again), DNS lookups 5 s. Random ports (fully-random), a wider range, more addresses, fewer connections.
rule-snat-clash-harmless = A number from the past that has stopped rising.
rule-snat-clash-source = __nf_conntrack_confirm in net/netfilter/nf_conntrack_core.c; measured on 6.18
