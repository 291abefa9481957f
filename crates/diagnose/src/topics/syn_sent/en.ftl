syn-sent-title = SYN_SENT: our SYN is out and unanswered
syn-sent-what = connect() has sent a SYN and waits for the answer. The kernel repeats it with growing pauses and gives up with ETIMEDOUT after about two minutes.
syn-sent-see = List them with process and timer; the same destination again and again is the answer.
    .command = ss -tnop state syn-sent
syn-sent-matters = When many wait for one destination: it is down, a firewall drops the SYN, or its accept queue is full (then it drops SYNs without a word).
syn-sent-harmless = A few that change with every look: a handshake takes one round trip.
syn-sent-source = RFC 9293; Documentation/networking/ip-sysctl.rst tcp_syn_retries; measured on 6.18: clients of a full accept queue stay in SYN_SENT
