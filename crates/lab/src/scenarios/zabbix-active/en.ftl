lab-zabbix-active-title = A Zabbix agent in active mode, TIME_WAIT on port 10051, and "cannot connect"
lab-zabbix-active-story = A real agent and zabbix_sender deliver over short connections to a real proxy, which has its items from a small server of ours. The proxy closes first, so TIME_WAIT gathers on its port 10051 and takes no port of the agent's. Then another program binds and keeps all ports: the agent is restarted, which lets go of nothing, and says in its log that it cannot connect.
lab-zabbix-active-watch = on which side TIME_WAIT stands, and who really holds the ports when the agent fails.
lab-zabbix-active-cured = The program that held the ports lets go of them
