counters-disagree-verdict = sockstat 的 tw 是 { $told }，连接表里 TIME_WAIT 是 { $rows }：口径不同，不是故障
counters-disagree-verdict-estab = CurrEstab 是 { $told }，连接表里 ESTABLISHED 是 { $rows }：CurrEstab 把 CLOSE_WAIT 也算在内
counters-disagree-verdict-alloc = sockstat 的 alloc 是 { $told }，inuse 是 { $rows }：alloc 是整台主机的

counters-disagree-summary = sockstat 的 tw { $told }，连接表里 TIME_WAIT { $rows }：口径不同，不是故障
counters-disagree-summary-estab = CurrEstab { $told }，连接表里 ESTABLISHED { $rows }：前者含 CLOSE_WAIT，不是故障
counters-disagree-summary-alloc = sockstat 的 alloc { $told }，inuse { $rows }：alloc 是整台主机的，不是故障

counters-disagree-why-mini = tw 还包括没有进程的 FIN_WAIT2，这里有 { $mini } 个；ss 和 netstat 把它们显示为 FIN_WAIT2
counters-disagree-why-fin-wait2 = tw 还包括没有进程的 FIN_WAIT2，这里最多 { $mini } 个
counters-disagree-why-more = netstat 和 ss 只显示一个网络命名空间，容器各有各的；4.11 之前 tw 是整台主机的。而且连接表不是快照，读的过程中一直在变
counters-disagree-why-fewer = 两个数不是同一时刻读的；而且连接表不是快照，读的过程中一直在变
counters-disagree-why-estab = CurrEstab 是 ESTABLISHED 加 CLOSE_WAIT，后者这里有 { $close_wait } 个
counters-disagree-why-alloc = inuse 和 tw 是这个网络命名空间的；alloc、orphan、mem 是整台主机的，包括其他容器；inuse 不含 TIME_WAIT

counters-disagree-todo-all = 看主机上每个网络命名空间各自的数（用 root 运行）
    .command = lastack states

counters-disagree-because = sockstat tw { $told } <> TIME_WAIT { $rows }
counters-disagree-because-estab = CurrEstab { $told } <> ESTABLISHED { $rows }
counters-disagree-because-alloc = sockstat alloc { $alloc } >= 2 * inuse { $inuse }
