active-checks-failed-title = Active checks started to fail: a Zabbix agent cannot reach its server or proxy
active-checks-failed-what = The agent opens a new connection for each exchange. This line comes once when that fails and again when it works; what lies between is the outage. Agent 6 prints the cause on the line before, older ones in brackets behind.
active-checks-failed-see = The cause beside the line: [99], [0x00002747] or [0x00002740] mean that this host has no local port.
    .command = grep -i 'unable to connect\|started to fail\|working again' /var/log/zabbix/zabbix_agentd.log
active-checks-failed-matters = With one of these numbers: look at TIME_WAIT and the port range of the agent's host. With [111] or a timeout: look at the server, port 10051, and what stands between.
active-checks-failed-harmless = Once, with a recovery a minute later: a restart of the server or proxy.
active-checks-failed-source = active.c of Zabbix 5.0 and 6.0; measured on 6.0.14
