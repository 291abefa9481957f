filter-language-title = Filter: which sockets lastack sockets shows, in the syntax of ss
filter-language-what = States come first: `state time-wait`, `exclude listening`, also connected, synchronized, bucket, big. Then `src` and `dst` with an address, a prefix or a port (`dst 10.0.0.0/8`, `src :443`), `sport` and `dport` with =, !=, <, >, <=, >=, `dev`, `fwmark`; joined with and, or, not and brackets.
filter-language-see = Quote the brackets and the < of a shell:
    .command = lastack sockets 'state time-wait ( dport = :443 or dport = :3306 ) and not dst 127.0.0.1'
filter-language-matters = `not` binds before `and`, and that before `or`, as the manual of ss says; ss itself reads `and` and `or` as they come, so put brackets where you mix them. A port behind dport wants its colon, as in :443.
filter-language-harmless = The kernel filters before it answers where it can; where it refuses, every row is judged here: slower, and the same rows.
filter-language-source = ss(8); inet_diag_bc_audit in net/ipv4/inet_diag.c; 1,004 generated filters gave the rows of ss 6.1
