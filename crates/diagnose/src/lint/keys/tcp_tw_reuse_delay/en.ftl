lint-tcp-tw-reuse-delay-unused = Only counts while tcp_tw_reuse is on, and that is 0 ({ $place }).
lint-tcp-tw-reuse-delay-shorter = Ports come back sooner if the timestamps of the peer tick at least that often; below its tick connections clash.
lint-tcp-tw-reuse-delay-idle = Ports in TIME_WAIT can be taken over sooner. No route is short of ports here.
lint-tcp-tw-reuse-delay-longer = Ports in TIME_WAIT are taken over later, or as by default.
