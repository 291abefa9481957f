lint-tcp-synack-retries-none = One lost SYN-ACK and the client does not get in.
lint-tcp-synack-retries-helps = A SYN queue is full: peers that never answer leave it sooner.
lint-tcp-synack-retries-idle = How often a SYN-ACK is sent again to a silent peer. No SYN queue here is known to be full.
