keepalive-dead-peers-summary = Give peers up that are gone after { $after } of silence, for sockets with SO_KEEPALIVE.
keepalive-dead-peers-why = Where clients vanish without a word (power, NAT, phones) their connections stay open for ever or for hours. Connections whose peer answers stay.
keepalive-dead-peers-risk = It reaches every program of this namespace that asked for keepalive: each of its idle connections sends a probe every 5 minutes.
keepalive-dead-peers-restart = It holds for connections that begin from now on. Those that are open keep their timer ({ $before } at most) unless their program restarts.
keepalive-dead-peers-withheld-close-wait = keepalive only hides these: the rows leave the list, the descriptors stay taken.
keepalive-dead-peers-withheld-alive = it ends only connections whose peer is gone, and this peer answers.
keepalive-dead-peers-withheld-unread = the settings of keepalive could not be read.
keepalive-dead-peers-withheld-short = a peer that is gone is given up within minutes already, where a socket has SO_KEEPALIVE.
