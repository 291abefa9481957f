so-reuseaddr-title = SO_REUSEADDR: bind() may pass over TIME_WAIT
so-reuseaddr-what = On Linux it lets a listener bind a port that still has TIME_WAIT, and a client bind a fixed source port again. Both the old and the new socket must have it: TIME_WAIT inherits it.
so-reuseaddr-see = ss does not show the option; look at who listens and try the restart.
    .command = ss -tlnp
so-reuseaddr-matters = Right for every listener on Linux, from its first start on, and for a fixed source port (then connect() takes over a TIME_WAIT at once if both ends use timestamps).
so-reuseaddr-harmless = It does nothing for ports that connect() chooses by itself. On Windows never: there a second program can take over a live port; use SO_EXCLUSIVEADDRUSE.
so-reuseaddr-source = inet_csk_get_port in net/ipv4/inet_connection_sock.c; Microsoft documentation: Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE; measured on 6.18
