lint-tcp-rfc1337-on = A reset no longer ends TIME_WAIT, so a client that meets its own old port is not let in by its second try.
lint-tcp-rfc1337-off = A client that meets its own old port gets in by its second try again.
lint-tcp-rfc1337-default = The default: a reset ends TIME_WAIT.
