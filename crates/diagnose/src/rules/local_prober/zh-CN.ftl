local-prober-verdict = { $rows } 个 TIME_WAIT 来自本机对自己 { $ports } 个端口的探测（连上就断），不用管

local-prober-summary = { $rows } 个 TIME_WAIT 是对本机 { $ports } 个端口的探测，一分钟内每个端口约 { $times } 次

local-prober-summary-windows = { $rows } 个 TIME_WAIT 是对本机 { $ports } 个端口的探测，2～4 分钟内每个端口约 { $times } 次

local-prober-why-known = 两端都是本机：是 { $program } 连上就断，几乎不耗资源
local-prober-why-unknown = 两端都是本机：有程序连上就断。连接已关闭，看不出是哪个进程

local-prober-todo-hold = 可选：换成不留 TIME_WAIT 的探测；lastack probe run 会用自己的源端口一直盯着，或者只查 LISTEN（ss -ltn）
    .command = lastack probe --local
local-prober-todo-hold-windows = 可选（想减少时）：每个端口保持一条长连接来探测，或改为查 LISTENING，都不会留下 TIME_WAIT
    .command = netstat -ano | findstr LISTENING
local-prober-todo-reset = 一定要连的话也可以：用 RST 关闭（SO_LINGER 0）或等服务端先断开，就不会留下 TIME_WAIT
local-prober-todo-reserve = 有 { $overlap } 个监听端口落在临时端口范围内，可能被客户端占走，请加进 net.ipv4.ip_local_reserved_ports：{ $overlapping }

local-prober-dont-local-address = 给探测程序固定本地端口：第二次连接会在 60 秒内报 EADDRINUSE
local-prober-dont-local-address-windows = 给探测程序固定本地端口：上一条还在 TIME_WAIT 时，第二次连接会报 WSAEADDRINUSE（10048）
local-prober-dont-reuseport = SO_REUSEPORT：不影响 TIME_WAIT，还会让两个服务不知不觉共用一个端口

local-prober-because = 本机端口 { $ports } 个 >= { $many }，各占 { $rows } 个 TIME_WAIT 中的至多 { $most } 个
