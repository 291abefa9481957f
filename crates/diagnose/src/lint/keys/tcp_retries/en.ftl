lint-tcp-retries-other = How long a live connection sends its data again; nothing about connections that are over.
