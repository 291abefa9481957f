lint-tcp-tw-timeout-no-rows = Shortens TIME_WAIT on this vendor's kernel; helps only where ports run short. Add connections (ss -tano) to the --facts file.
lint-tcp-tw-timeout-shorter = A route is short of ports, and TIME_WAIT gives them back sooner. Late packets of the old connection are kept out for that much less.
lint-tcp-tw-timeout-idle = No route is short of ports, so nothing is gained.
