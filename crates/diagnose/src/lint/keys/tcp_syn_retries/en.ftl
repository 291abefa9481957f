lint-tcp-syn-retries-other = How long connect() tries to reach a silent peer; nothing about connections that are over.
