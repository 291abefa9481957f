reuse-connections-zabbix-values = Zabbix opens a connection for each exchange. Fewer and larger ones: let an agent in active mode gather values for longer (5 s by default), and give items longer update intervals.
reuse-connections-zabbix-listener = Its listener closes first, so the rows stand here and take no ephemeral port: no setting of Zabbix changes that, and none is needed.
