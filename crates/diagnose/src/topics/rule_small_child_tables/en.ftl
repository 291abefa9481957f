rule-small-child-tables-title = A container with a small TCP table of its own
rule-small-child-tables-what = With net.ipv4.tcp_child_ehash_entries set, a new namespace gets a table of so many slots. tcp_max_tw_buckets is half of that and tcp_max_syn_backlog at least 128: 128 slots give 64 and 128.
rule-small-child-tables-see = Inside the container; negative means that it shares the table of the host.
    .command = sysctl net.ipv4.tcp_ehash_entries net.ipv4.tcp_max_tw_buckets net.ipv4.tcp_max_syn_backlog
rule-small-child-tables-matters = From limit / 60 closes a second on connections end without TIME_WAIT, and peers get resets: 64 serves one a second. Raise the limit inside; for the table itself set the key to 0 and make the container anew.
rule-small-child-tables-harmless = A container that closes hardly anything first.
rule-small-child-tables-source = tcp_set_hashinfo in net/ipv4/tcp_ipv4.c; measured on 6.18
