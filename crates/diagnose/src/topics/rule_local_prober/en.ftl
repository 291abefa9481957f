rule-local-prober-title = A checker on this machine connects and closes
rule-local-prober-what = TIME_WAIT with both ends on this host, spread over the listening ports, come from a program that opens each port and closes at once.
rule-local-prober-see = Rows whose two addresses are both of this host.
    .command = ss -tan state time-wait
rule-local-prober-matters = When it takes ports that services need: 1,000 ports checked every second hold 60,000 TIME_WAIT. Keep one connection per target open, or close with TCP_LINGER2 = -1.
rule-local-prober-harmless = At a few checks a second: ten times more TIME_WAIT than listeners looks odd and costs nothing.
rule-local-prober-source = measured on 6.18: only linger 0 and TCP_LINGER2 = -1 leave no TIME_WAIT with the checker
