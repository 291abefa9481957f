shared-rate = { $per_s }
shared-rate-unknown = an unknown rate
shared-slow-now = connect() is slow already
shared-slow-soon = connect() gets slow at any moment
shared-slow-later = connect() gets slow in { $low } to { $high }
shared-slow-later-one = connect() gets slow in { $low }
shared-slow-never = connect() stays fast
shared-slow-unknown = whether connect() gets slow cannot be told
shared-end-now = no port is left
shared-end-soon = all are gone at any moment
shared-end-later = all are gone in { $low } to { $high }
shared-end-later-one = all are gone in { $low }
shared-end-never = at this rate it settles at { $steady } and does not run out
shared-end-never-paste = at this rate it settles at { $steady } and does not run out, provided that these are all rows
shared-end-unknown = when they are gone cannot be told from this
shared-port = port { $port }
shared-port-owned = port { $port } ({ $owner })
shared-netns-own = this namespace
shared-netns-named = namespace { $name }
shared-netns-process = the namespace of { $comm } (pid { $pid })
shared-netns-container = container { $container } ({ $comm }, pid { $pid })
shared-netns-paste = { $name }
shared-program = the program
shared-program-known = { $owner }
shared-program-suspect = { $owner } (inferred)
shared-route = { $target }
shared-route-owned = { $target } ({ $owner })
shared-process = { $comm } (pid { $pid })
shared-process-container = { $comm } (pid { $pid }, container { $container })

shared-because-passing = { $state } { $rows } > { $seconds } s * { $opens } connections/s
shared-because-many = { $state } { $rows } >= { $many }
shared-log-to = {" "}to { $target }
shared-log-on = {" "}on port { $port }
shared-log-nowhere = {""}
shared-log-and-others = { $place } and { $others } { $others ->
    [one] other
   *[other] others
 }
shared-log-at = , { $at }
shared-log-between = , { $from } to { $until }
shared-log-last = {" "}(last at { $at })
shared-log-untimed = {""}
shared-stdin = standard input
shared-log-form = {" "}({ $form })
shared-log-no-form = {""}
shared-log-outage = {" "}Down from { $from } to { $until }, { $span }.
shared-log-outage-longest = {" "}Down several times, longest from { $from } to { $until }, { $span } ({ $others } more).
shared-log-outage-lasts = {" "}Down since { $from }, and not back at the end of the log.
shared-log-outage-lasts-others = {" "}Down since { $from }, and not back at the end of the log; { $others ->
    [one] one outage
   *[other] { $others } outages
 } before.
shared-log-outage-none = {""}
shared-log-uptime = {" "}Or, on Vista, 7, 2008 and 2008 R2 after 497 days of uptime, the bug that releases no TIME_WAIT any more (KB2553549).
shared-log-uptime-no = {""}
shared-log-uptime-started = {" "}Started there at { $boot } by its clock: Vista, 7, 2008 and 2008 R2 release no TIME_WAIT any more once they are up for 497 days (KB2553549).
shared-log-uptime-old = {" "}This host is up for { $up }: after 497 days Vista, 7, 2008 and 2008 R2 release no TIME_WAIT any more (KB2553549).
shared-log-because = { $lines ->
    [one] 1 line
   *[other] { $lines } lines
 } { $signature }
