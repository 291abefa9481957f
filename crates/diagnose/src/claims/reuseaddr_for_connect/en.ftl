reuseaddr-for-connect-claim = SO_REUSEADDR lets connect() use ports in TIME_WAIT again.
reuseaddr-for-connect-truth = Not for ports that the kernel chooses. It does where the program binds one source port itself, both the old and the new socket had SO_REUSEADDR, and both ends use timestamps: then connect() takes the port over at once.
reuseaddr-for-connect-source = __inet_check_established in net/ipv4/inet_hashtables.c; measured on 6.18
