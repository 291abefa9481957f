lint-nf-conntrack-max-child = 在独立的网络命名空间里它是只读的，以宿主机的值为准
lint-nf-conntrack-max-reached = 防火墙现在就记着 { $used } 条连接，超过上限就丢包
lint-nf-conntrack-max-helps = 防火墙的连接表快满了，满了就丢包
lint-nf-conntrack-max-few = 防火墙记着 { $used } 条连接，还有余地；它不是本机的 TIME_WAIT
lint-nf-conntrack-max-depends = 防火墙连接表快满时才有用：nf_conntrack_count 未知
