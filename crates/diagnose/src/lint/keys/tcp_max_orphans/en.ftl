lint-tcp-max-orphans-reached = There are { $used } orphans now: those above the limit are reset.
lint-tcp-max-orphans-none = Every socket that a program closes is reset before its data are out.
lint-tcp-max-orphans-helps = Orphans are near their limit, past which they are reset.
lint-tcp-max-orphans-few = TIME_WAIT are no orphans, and there are { $used } of those here.
lint-tcp-max-orphans-other = TIME_WAIT are no orphans: it changes nothing about them.
