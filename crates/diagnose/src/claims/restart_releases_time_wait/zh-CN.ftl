restart-releases-time-wait-claim = 重启 agent 或服务，就能把 TIME_WAIT 连接释放掉。
restart-releases-time-wait-truth = TIME_WAIT 属于内核，不归任何进程，重启什么也释放不了。实测结束进程（包括 kill -9）会关闭它的连接，TIME_WAIT 反而更多。Linux 上每个到 60 秒自动消失；Windows Vista 到 2008 R2 运行满 497 天后则永远不释放（KB2553549）。
restart-releases-time-wait-source = 在 6.18 上实测：进程退出和 SIGKILL 都以 FIN 关闭，留下 TIME_WAIT；KB2553549
