ulimit-for-ports-claim = Raise ulimit, or add memory, against "Cannot assign requested address".
ulimit-for-ports-truth = That error means that no local port is left towards one destination. Descriptors and memory are other resources, with other errors: EMFILE "Too many open files", ENOMEM.
ulimit-for-ports-source = __inet_hash_connect in net/ipv4/inet_hashtables.c
