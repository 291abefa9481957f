lint-tcp-max-orphans-reached = 现在就有 { $used } 个孤儿连接，超出的会被 RST
lint-tcp-max-orphans-none = 程序一关闭，没发完的数据就被 RST 丢掉
lint-tcp-max-orphans-helps = 孤儿连接接近上限，超出的会被 RST
lint-tcp-max-orphans-few = TIME_WAIT 不算孤儿连接；这里孤儿连接 { $used } 个
lint-tcp-max-orphans-other = TIME_WAIT 不算孤儿连接，与它无关
