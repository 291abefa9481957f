syn-recv-title = SYN_RECV: half-open, the peer's last ACK is missing
syn-recv-what = A SYN came in, our SYN+ACK is out, the third packet has not come. The kernel keeps a small record (about 320 bytes) without process or descriptor; it belongs to the listener of that port and goes after about a minute.
syn-recv-see = List them with their timers; rows of one address or with many retries tell more than the count.
    .command = ss -tano state syn-recv
syn-recv-matters = When they reach the listener's backlog. Measured with backlog 64 and 400 SYNs: 65 rows, and the other 335 were answered with cookies (tcp_syncookies = 1) or dropped (0).
syn-recv-harmless = A few rows of changing addresses that are gone at the next look: handshakes under way.
syn-recv-source = tcp_conn_request in net/ipv4/tcp_input.c; measured on 6.18: backlog 64 and 400 SYNs
