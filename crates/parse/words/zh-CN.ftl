parse-no-local = 缺少本地地址：{ $text }
parse-no-peer = 缺少对端地址：{ $text }
parse-no-state = 缺少状态：{ $text }
parse-unknown-state = 不认识的状态：{ $text }
parse-bad-address = 不是“地址:端口”：{ $text }
parse-bad-port = 不是有效的 TCP 端口：{ $text }
parse-named-address = 这里应是数字而不是名字（命令请加 -n）：{ $text }
parse-cut-address = 地址被 netstat 截断（命令请加 -W）：{ $text }
parse-maybe-cut-address = 较长的地址可能被 netstat 截断：状态统计没问题，去向可能不准（命令请加 -W）：{ $text }
parse-cut-timer = 计时器被截断：这样的行照常计数，但不知道存在了多久、重传过几次：{ $text }
parse-mixed-families = 一端是 IPv4，另一端是 IPv6：{ $text }
parse-bad-field = 某一列的内容不对：{ $text }
parse-bad-count = 不是数目：{ $text }
parse-unknown-count = 统计的不是 TCP 状态：{ $text }
parse-summary = 汇总不是连接表：ESTABLISHED 里含 CLOSE_WAIT，TIME_WAIT 里含已没有进程的 FIN_WAIT2（用 ss -tan 才能分开）
parse-conntrack = 这是 conntrack 表项，是防火墙记的连接，不是本机的套接字，未读取。要结论请贴 ss -tano；看 conntrack 用了多少：sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max
parse-setting-with-more = 值后面还有文字，这项设置未采用：{ $text }
parse-long-line = 一行超过 { $limit } 字节，未读取：{ $text }
parse-code-page = { $trouble }（编码不认识，请另存为 UTF-8 再试）
parse-binary = 含有文本里不会出现的字节，这样的行不读取

parse-filter-wrong = 过滤条件在 { $word } 处有误（第 { $at } 个字符）：{ $why }
parse-filter-wrong-end = 过滤条件没写完（第 { $at } 个字符）：{ $why }
parse-filter-long = 超过 16384 字节
parse-filter-deep = 括号和 not 嵌套超过 64 层
parse-filter-condition = 这里应是一个条件：state、exclude、src、dst、sport、dport、dev、fwmark、not 或括号，例如：state time-wait dst 10.0.0.0/8
parse-filter-open = 这个括号没有闭合
parse-filter-close = 这个括号没有对应的左括号
parse-filter-state = 这里应是状态，例如：state time-wait；也可以是一组：all、connected、synchronized、bucket、big
parse-filter-address = 这里应是地址，例如：dst 10.0.0.0/8、src 127.0.0.1:443、dst [2001:db8::1]:443
parse-filter-address-short = 地址要写满四段，写不满就加前缀长度，例如：dst 10.0.0.0/8
parse-filter-address-name = 不解析主机名，请写地址，例如：dst 10.0.0.0/8
parse-filter-prefix = 前缀长度应在 0 到 { $most } 之间，例如：dst 10.0.0.0/8
parse-filter-bracket = 地址外面的方括号没有闭合，例如：dst [2001:db8::1]:443
parse-filter-family = 不需要 { $family }：这里只看 TCP，地址本身就说明了 IPv4 还是 IPv6，例如：dst 10.0.0.0/8
parse-filter-port = 这里应是端口，例如：dport = :443
parse-filter-port-range = 端口是 0 到 65535，例如：dport = :443
parse-filter-service = /etc/services 里没有叫这个名字的 TCP 服务；写端口号总是可以的，例如：dport = :443
parse-filter-device = 这里应是网卡名或编号，例如：dev eth0
parse-filter-mark = 这里应是 mark 值，可带掩码，例如：fwmark = 0x1/0x3
parse-filter-unsupported = ss 有这个条件，lastack 没有：TIME_WAIT 没有这两样信息
