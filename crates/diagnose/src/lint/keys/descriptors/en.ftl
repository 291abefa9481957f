lint-descriptors-none = TIME_WAIT holds no descriptor. A process meets its own limit first (ulimit -n, LimitNOFILE).
