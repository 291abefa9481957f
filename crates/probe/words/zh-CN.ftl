# What names no target.
probe-target-no-port = { $target } 没有端口。请写成“主机:端口”，例如 10.0.0.5:443；或端口范围，例如 127.0.0.1:20000-20599
probe-target-port = { $target } 的端口不对：端口为 1 到 65535，范围要从小到大
probe-target-host = { $target } 既不是“主机:端口”（地址或域名），也不是 http:// 或 https:// 地址
probe-target-v6 = { $target } 是没有加方括号的 IPv6 地址，应写成 [2001:db8::5]:443
probe-target-zone = { $target } 带有区域标识（%）：只在一条链路内有效的地址无法探测
probe-target-twice = { $target } 写了两遍：只检查一次
# Why nothing can be checked.
probe-error-loop = 探测器无法启动：{ $reason }
probe-error-shared = 进程 { $pid }（{ $comm }）已在用源端口 { $low }-{ $high } 探测；两个探测器不能共用端口，请换一个范围
probe-error-claimed = 源端口 { $low }-{ $high } 已被占作探测之用，占用者自称进程 { $pid }，从这里看不到究竟是谁；两个探测器不能共用端口，请换一个范围
probe-error-ephemeral = 源端口 { $low }-{ $high } 落在 ip_local_port_range 内，内核会分给其他程序。请换到范围之外，或写进 ip_local_reserved_ports 预留
probe-error-taken = 源端口 { $low }-{ $high } 没有一个空闲，请换一个范围
probe-error-system = 这种探测方式目前只支持 Linux；本系统上可用 auto、polite、reset、http，源端口和源地址由系统选择
probe-error-table = 读不到内核的连接表，找不到监听端口；请直接写出目标
probe-error-listen = 无法监听 { $at }：{ $reason }
# The file of a run.
probe-file-unreadable = 读不了 { $file }：{ $reason }
probe-file-utf8 = { $file } 不是 UTF-8 文本
probe-file-place = { $file } 第 { $line } 行第 { $column } 列：{ $why }
probe-file-toml = 不是合法的 TOML（解析器的说法：{ $why }）
probe-toml-key = 这里没有 { $key } 这个键，可用的有：{ $known }
probe-toml-list = 这里要写列表，例如 ["web:80", "db:5432"]
probe-toml-text = 这里要写带引号的文本，例如 "auto"
probe-toml-truth = 这里要写 true 或 false
probe-toml-number = 这里要写数字，不加引号
probe-toml-table = 这里要写一个小节，例如 [defaults]
probe-toml-range = 数字超出范围
probe-toml-twice = 这个键写了两遍
probe-toml-unclosed = 缺少右括号或右引号
probe-toml-quotes = 值既不是数字，也不是带引号的文本
probe-toml-no-value = 缺少值，应写成 键 = 值
probe-file-json = 不是 Prometheus 的目标列表（解析器的说法：{ $why }）
probe-file-allow = { $value } 不是地址、网段或域名（例如 10.0.0.0/8）
probe-file-strategy = 没有 { $value } 这种方式，可用：auto、hold、http、observe、polite、reset
probe-file-seconds = 秒数应为 { $least } 到 { $most }
probe-file-family = family 只能是 4 或 6
probe-file-source = { $value } 不是源地址
probe-file-source-ports = { $value } 不是 1023 以上的端口范围（例如 61001-65535），也不是 kernel
probe-file-listen = { $value } 不是带端口的地址（例如 127.0.0.1:9115）
probe-file-listen-allow = { $value } 能被外部访问，别人可借此探测任意目标：请用 allow = [...] 写明允许的目标
probe-file-too-many = { $value } 使目标超过 200000 个
probe-file-empty = 没有目标：请写 [[targets]]，并给出 target = ["主机:端口"]、file_sd = ["list.json"] 或 local = true
# What a file may ask for and this system has not.
probe-lacks-hold = hold 只在 Linux 上可用：只有 Linux 内核能说出不作声的对端最后一次应答的时间。请改用 auto 或 polite
probe-lacks-observe = observe 只在 Linux 上可用：它通过 sock_diag 读取内核的连接表。请改用 auto 或 polite
probe-lacks-source-ports = 探测器专用的源端口只在 Linux 上可用：那里可以避开内核分给其他程序的端口。请写 "kernel"，或删掉这个键
probe-lacks-source = 指定源地址目前只在 Linux 上可用，请删掉这个键
probe-lacks-local = 查找本机监听端口目前只在 Linux 上可用（通过 sock_diag），请直接写出目标
probe-reloaded = 已重新读取 { $file }：{ $count } 个目标
probe-reload-broken = { $file } 改动有误，原有配置继续生效
probe-reload-restart = { $file }：listen 和 source_ports 要重启才生效
# Source ports that others have.
probe-port-held = 源端口 { $port } 被 { $comm }（pid { $pid }）占用，已跳过
probe-port-held-unknown = 源端口 { $port } 被看不到的进程占用，已跳过
probe-port-held-more = 另有 { $count } 个源端口被占用，已跳过
# What could not be given up.
probe-confine-privileges = 本进程无法放弃提权能力
probe-confine-capabilities = 本进程无法放弃 capabilities
probe-confine-none = 在本系统上探测器不放弃任何权限：请用权限少的用户启动
probe-confine-landlock = 内核没有 Landlock：无法强制保证本进程不写文件
probe-file-twice = { $target } 写了两遍：以第一处为准
probe-file-twice-more = 另有 { $count } 个目标写了两遍
probe-file-server-name = { $value } 不能用作 TLS 的主机名
probe-file-ca = { $file } 里没有 PEM 格式的证书
probe-file-misplaced = 目标只能写在 [[targets]] 里；[defaults] 和 [modules] 只写检查方式
probe-file-method = { $value } 不是请求方法（例如 GET、HEAD）
probe-file-hold = hold 的超时至少要 1 秒：对端静默时，内核最早 1 秒后才会询问。请改用 polite，或用 auto（此时不会保持连接）
probe-reload-unread = { $file } 有改动，但读不了：原有配置继续生效，每秒再试一次
probe-reload-denied = 本进程启动后已放弃特权：该文件要让用户 { $uid } 可读
