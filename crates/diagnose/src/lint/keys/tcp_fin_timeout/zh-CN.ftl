lint-tcp-fin-timeout-short = { $seconds } 秒太短：对端的 FIN 连丢三次（{ $safe } 秒）就会收到 RST；而 TIME_WAIT 照样是 60 秒
lint-tcp-fin-timeout-helps = 有 { $waiting } 个 FIN_WAIT2 在等对端，能早点回收；TIME_WAIT 照样是 60 秒
lint-tcp-fin-timeout-few = 只缩短 FIN_WAIT2（这里 { $waiting } 个），不管 TIME_WAIT：照样是 60 秒
lint-tcp-fin-timeout-other = 只缩短 FIN_WAIT2，不管 TIME_WAIT：照样是 60 秒
