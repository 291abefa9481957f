rule-syn-sent-pile-title = Many SYN_SENT: a destination does not answer
rule-syn-sent-pile-what = A SYN that nobody answers is sent again after a second, then with growing pauses. Many repeated SYNs mean that this destination cannot be reached now.
rule-syn-sent-pile-see = Where they lead, and how often each SYN was repeated (the last number in timer).
    .command = ss -tnop state syn-sent
rule-syn-sent-pile-matters = From ten repeated SYNs to one destination on: see whether its service runs, whether its accept queue is full, and whether a firewall drops the packets. Settings of TIME_WAIT here do not matter.
rule-syn-sent-pile-harmless = A few, or many that lead to as many destinations (a crawler, a prober).
rule-syn-sent-pile-source = RFC 6298 (first timeout of 1 s); Documentation/networking/ip-sysctl.rst tcp_syn_retries; measured on 6.18: clients of a full accept queue stay in SYN_SENT
