lint-tcp-max-tw-buckets-none = { $value }: every close skips TIME_WAIT. Ports are handed out again at once and late segments meet a new connection.
lint-tcp-max-tw-buckets-lower = Lowered from { $usual } to { $value }: past { $per_s } (closes) there is no TIME_WAIT and no guard, and peers in FIN_WAIT2 get RST.
lint-tcp-max-tw-buckets-below-usual = More than the running { $running }, but still less than the kernel's default, { $usual }: past { $per_s } (closes) there is no TIME_WAIT and no guard.
lint-tcp-max-tw-buckets-same = The limit stays as it is.
lint-tcp-max-tw-buckets-depends = Harmful where it lowers the limit, and past { $per_s } (closes) a limit like this removes the guard. The running value is not known.
lint-tcp-max-tw-buckets-helps = Over half of the { $running } places are taken: a higher limit keeps the guard.
lint-tcp-max-tw-buckets-higher = The limit is { $running } and nowhere near; it costs nothing and gains nothing.
