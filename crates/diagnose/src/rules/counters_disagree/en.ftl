counters-disagree-verdict = sockstat counts { $told } tw and the table { $rows } TIME_WAIT: they count different things, and nothing is wrong.
counters-disagree-verdict-estab = CurrEstab is { $told } and the table has { $rows } ESTABLISHED: CurrEstab counts CLOSE_WAIT too.
counters-disagree-verdict-alloc = sockstat has { $told } sockets allocated and { $rows } in use: alloc is of the whole host.

counters-disagree-summary = sockstat tw { $told }, TIME_WAIT in the table { $rows }: they count different things, no fault.
counters-disagree-summary-estab = CurrEstab { $told }, ESTABLISHED in the table { $rows }: the first counts CLOSE_WAIT too, no fault.
counters-disagree-summary-alloc = sockstat alloc { $told }, inuse { $rows }: alloc is of the whole host, no fault.

counters-disagree-why-mini = tw counts FIN_WAIT2 without a process as well, { $mini } here; ss and netstat show those as FIN_WAIT2.
counters-disagree-why-fin-wait2 = tw counts FIN_WAIT2 without a process as well: up to { $mini } here.
counters-disagree-why-more = netstat and ss show one network namespace, and containers have their own; before Linux 4.11 tw was of the whole host. A dump is no snapshot either: rows come and go while it is made.
counters-disagree-why-fewer = They were not read at the same moment, and a dump is no snapshot: rows come and go while it is made.
counters-disagree-why-estab = CurrEstab is ESTABLISHED and CLOSE_WAIT, { $close_wait } here.
counters-disagree-why-alloc = inuse and tw are of this network namespace; alloc, orphan and mem are of the whole host, other containers included. inuse leaves TIME_WAIT out.

counters-disagree-todo-all = See every namespace of the host with its own numbers: run lastack there as root.
    .command = lastack states

counters-disagree-because = sockstat tw { $told } <> TIME_WAIT { $rows }
counters-disagree-because-estab = CurrEstab { $told } <> ESTABLISHED { $rows }
counters-disagree-because-alloc = sockstat alloc { $alloc } >= 2 * inuse { $inuse }
