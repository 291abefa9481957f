lint-nf-conntrack-timeouts-helps = The firewall's table is nearly full, and flows leave it sooner.
lint-nf-conntrack-timeouts-other = How long the firewall remembers a flow: another table. Sockets in TIME_WAIT stay 60 s.
