lint-tcp-abort-on-overflow-on = A full accept queue then resets clients that would have got in a moment later.
lint-tcp-abort-on-overflow-off = Clients wait for a place in a full accept queue instead of being reset.
lint-tcp-abort-on-overflow-default = The default: clients wait for a place in a full accept queue.
