lab-chat-server-title = A chat server: TIME_WAIT everywhere, few connections, and customers who drop
lab-chat-server-story = A front holds 190 customers on long connections to a chat server. For each question whether somebody is online it opens a connection of its own, from the same address, and closes it. When the ports towards the server are gone no customer who reconnects gets in. (One tenth of the incident: 6,000 ports. The write-up never proved its cause; this one is ours.)
lab-chat-server-watch = customers whose connect() finds no port, beside idle CPU and memory; and that it ends when connections are used again.
lab-chat-server-cured = The front asks who is online on eight connections that it keeps
