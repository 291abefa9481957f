lint-nf-conntrack-max-child = In a network namespace of its own it can only be read: the host's value rules.
lint-nf-conntrack-max-reached = The firewall remembers { $used } flows now: above the limit packets are dropped.
lint-nf-conntrack-max-helps = The firewall's table is nearly full, and then it drops packets.
lint-nf-conntrack-max-few = The firewall remembers { $used } flows, so there is room. It holds no TIME_WAIT of this host.
lint-nf-conntrack-max-depends = Helps where the firewall's table is nearly full: nf_conntrack_count is not known.
