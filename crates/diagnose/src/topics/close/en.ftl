close-title = CLOSE: no connection
close-what = A socket that is not connected: not yet, or no longer. It stands in no table of connections, but where a program still holds it, it costs a descriptor.
close-see = The number behind closed counts sockets that exist without a connection.
    .command = ss -s
close-matters = When it grows: a program keeps descriptors of connections that are over (a CLOSE_WAIT that was reset leaves such a ghost) and will meet its descriptor limit.
close-harmless = A small, steady number: sockets between socket() and connect().
close-source = RFC 9293; measured on 6.18: after keepalive or SOCK_DESTROY a CLOSE_WAIT row is gone and the descriptor stays
