lab-small-child-tables-title = 容器里的上限小得可怜，却没人设过
lab-small-child-tables-story = 创建这个网络命名空间时，tcp_child_ehash_entries 是 128：它的连接表只有 128 个槽，最多放 64 个 TIME_WAIT，相当于每秒只能断开一条。主机上的内核参数看起来都正常。
lab-small-child-tables-watch = TIME_WAIT 停在 64 不动；对照组的主机没有这项设置，数量等于一分钟内断开的连接数。
