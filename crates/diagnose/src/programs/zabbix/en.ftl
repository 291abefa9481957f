reuse-connections-zabbix-values = Zabbix opens a connection for each exchange. Fewer and larger ones: let the agent gather values, and longer update intervals for items.
reuse-connections-zabbix-listener = Its listener closes first, so the rows stand here and take no ephemeral port: no setting of Zabbix changes that, and none is needed.
