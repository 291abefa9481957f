local-ends-cannot-avoid-claim = TCP 连接的两端都在同一台机器上，TIME_WAIT 无法避免。
local-ends-cannot-avoid-truth = 可以避免。保持长连接就不会有关闭。非要新建连接的探测程序，可以在 close() 前设 TCP_LINGER2=-1：实测两端都没有 TIME_WAIT，只读的对端看到正常结束，先写的对端得到 EPIPE。
local-ends-cannot-avoid-source = 在 6.18 上实测：TCP_LINGER2 = -1 不留 TIME_WAIT，每次关闭 OutRsts 加 1
