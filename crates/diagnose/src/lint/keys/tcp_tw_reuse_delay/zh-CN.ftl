lint-tcp-tw-reuse-delay-unused = 只在 tcp_tw_reuse 打开时有用，而它是 0（{ $place }）
lint-tcp-tw-reuse-delay-shorter = 端口能更早复用，但不能短于对端时间戳的步长，否则连接会冲突
lint-tcp-tw-reuse-delay-idle = TIME_WAIT 的端口可以更早复用；但这里没有去向端口紧张
lint-tcp-tw-reuse-delay-longer = TIME_WAIT 的端口更晚才复用，或与默认相同
