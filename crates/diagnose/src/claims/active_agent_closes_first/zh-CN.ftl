active-agent-closes-first-claim = agent 是主动模式，连接由它发起，所以也是它先断开，TIME_WAIT 在它这边。
active-agent-closes-first-truth = 主动模式说的是谁发起连接，不是谁先断开。实测 Zabbix 6.0.14，agent 的 31 次交互里有 29 次是监听 10051 的一方先断开，TIME_WAIT 大多在 proxy 上。先看 TIME_WAIT 到底在哪一边，再下结论。
active-agent-closes-first-source = 用 Zabbix 6.0.14 实测：agent 的 31 次交互有 29 次、zabbix_sender 的 150 次运行有 149 次由监听端先断开
