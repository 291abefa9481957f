tw-recycle-is-fast-claim = tcp_tw_recycle = 1 开启 TIME_WAIT 的快速回收。
tw-recycle-is-fast-truth = 以前确实回收得快，但同一地址来的 SYN 只要时间戳比上次的旧就丢掉：同一个 NAT 后面的客户端会莫名其妙连不上。4.10 时间戳随机化以后人人遭殃，4.12 干脆删除。新内核上这一行只会让 sysctl -p 报错。
tw-recycle-is-fast-source = 提交 4396e46187ca（4.12 删除）、95a22caee396（4.10）
