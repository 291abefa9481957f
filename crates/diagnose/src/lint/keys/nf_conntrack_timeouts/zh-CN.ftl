lint-nf-conntrack-timeouts-helps = 防火墙的连接表快满了，缩短后能早点清掉
lint-nf-conntrack-timeouts-other = 管防火墙记住连接多久，是另一张表；TIME_WAIT 照样是 60 秒
