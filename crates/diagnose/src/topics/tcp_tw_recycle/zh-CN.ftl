tcp-tw-recycle-title = tcp_tw_recycle：Linux 4.12 起已删除
tcp-tw-recycle-what = 它缩短 TIME_WAIT，代价是按对端主机比较时间戳。同一个 NAT 后面的多个客户端时钟不同，它们的 SYN 会被悄悄丢弃。
tcp-tw-recycle-see = 正常应该提示 No such file or directory：
    .command = sysctl net.ipv4.tcp_tw_recycle
tcp-tw-recycle-matters = 4.12 之前的内核设成 1 时：NAT 后面的用户时不时连不上。请改回 0。
tcp-tw-recycle-harmless = 新内核上这一行没有任何作用，只会让 sysctl -p 报错、返回 1，其他行照常生效。删掉即可。
tcp-tw-recycle-source = 提交 4396e46187ca（Linux 4.12 删除）
