active-agent-closes-first-claim = An agent in active mode opens the connections, so it is the one that closes first and gets the TIME_WAIT.
active-agent-closes-first-truth = Active says who opens the connection, not who closes it. Measured with Zabbix 6.0.14, the listener on port 10051 closed first in 29 of 31 agent exchanges, so most TIME_WAIT stood on the proxy. Look on which side the rows are before blaming the agent.
active-agent-closes-first-source = measured with Zabbix 6.0.14: 29 of 31 agent exchanges and 149 of 150 zabbix_sender runs were closed by the listener first
