lint-tcp-tw-recycle-on = NAT 后面的客户端时间戳不一致，SYN 会被悄悄丢掉、连不上；4.12 起已删除
lint-tcp-tw-recycle-off = 本来就是默认值，也只有它是对的
lint-tcp-tw-recycle-stops = NAT 后面的客户端又能连上了
