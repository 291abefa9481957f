lint-ip-unprivileged-port-start-above = 内核拒绝（EINVAL）：ip_local_port_range 的下端 { $low } 比它小
lint-ip-unprivileged-port-start-other = 管普通用户能监听的起始端口，与已结束的连接无关
