# 程序自身的话：帮助和用法错误。

cli-heading-usage = 用法：
cli-heading-commands = 命令：
cli-heading-arguments = 参数：
cli-heading-options = 选项：

cli-usage-root = lastack [选项] [FILE|-]... [--watch [SECONDS]] ｜ lastack 命令
cli-usage-diagnose = lastack diagnose [选项] [FILE|-]... [--watch [SECONDS]]
cli-usage-states = lastack states [选项] [FILE|-]... [--watch [SECONDS]]
cli-usage-ports = lastack ports [选项] [PORT ｜ FILE|-...] [--if CONDITIONS ｜ --listener] [--watch [SECONDS]]
cli-usage-capture = lastack capture [选项] 文件 ｜ --script sh|cmd|powershell
cli-usage-diff = lastack diff [选项] FILE FILE|-
cli-usage-explain = lastack explain [选项] WORDS...
cli-usage-lint = lastack lint [选项] 文件|-... [--facts 文件]
cli-usage-completions = lastack completions SHELL
cli-usage-help = lastack help [COMMAND]
cli-usage-man = lastack man [DIR]

cli-help-root = 诊断“已经结束、却还没消失”的 TCP 连接。不带命令时直接给出结论：看本机，或看粘贴的文本。只看，不改动任何配置。
cli-help-diagnose = 给出结论：哪里有问题，多严重，能撑到什么时候，该做什么，别做什么
cli-help-diagnose-files = 别的机器上的文本（netstat、ss、/proc/net/tcp、各状态数量），按内容识别；- 表示标准输入；不写就看本机
cli-help-diagnose-watch = 每隔几秒（默认 2）再看一次，直到中断
cli-help-states = 各状态的连接数、TIME_WAIT 已存在多久，很快
cli-help-states-files = 别的机器上的文本；- 表示标准输入；不写就看本机
cli-help-states-watch = 每隔几秒（默认 2）再看一次，直到中断
cli-help-ports = 每个去向占了多少本地端口，何时变慢，何时耗尽
cli-help-ports-what = 端口号：谁占着、bind 为什么失败、何时释放；或别的机器上的文本
cli-help-ports-conditions = 假设：rate=500,destinations=3，另有 sources=2、 range=1024-65000、 reserved=0、 reuse=1、 delay=1000、 life=0.5；没写的按本机现状
cli-help-ports-listener = 每个监听端口最多能接多少连接，由什么决定
cli-help-ports-watch = 每隔几秒（默认 2）再看一次，直到中断
cli-help-explain = 解释一个状态、一项设置、一行报错或一种说法
cli-help-explain-words = 例如：TIME_WAIT、tcp_tw_reuse、"Cannot assign requested address"
cli-help-capture = 把对本机的一次查看记录成一个新文件，可在任何机器上打开：lastack 文件
cli-help-capture-file = 要生成的文件；已存在的文件不会被覆盖
cli-help-lint = 逐行评定 sysctl.conf：哪些有用、哪些无效、哪些有害
cli-help-lint-files = 设置文件，或夹着设置的文字；- 表示标准输入
cli-help-lint-facts = 按另一台主机评定：它的 sysctl -a、uname -a、ss -tano（可重复）
cli-help-diff = 对比两份采集文件或粘贴的文本：变了什么，要不要紧
cli-help-diff-before = 较早的一份；- 表示标准输入
cli-help-diff-after = 较晚的一份
cli-help-capture-script = 打印一段简短的采集脚本，用于不能放程序的主机，其输出由 lastack 读取：sh、cmd 或 powershell
cli-help-completions = 输出 shell 的补全脚本
cli-help-completions-shell = bash、zsh、fish、elvish 或 powershell
cli-help-help = 查看某个命令的帮助
cli-help-help-command = 命令
cli-help-man = 输出手册页，或把全部手册页写进一个目录
cli-help-man-dir = 目录

cli-help-flag-format = text、markdown（贴进工单）、html（一页，带图）、json（给程序用）或 nagios（监控插件）
cli-help-flag-lang = en 或 zh；不写则看系统语言
cli-help-flag-color = auto、always 或 never；auto 遵守 NO_COLOR
cli-help-flag-verbose = 显示全部：完整的结论、持有进程、去向和监听的表格
cli-help-flag-mask = 隐去地址和名字，可以放心给外人看
cli-help-flag-top = 列出多少个去向和监听（默认 20）
cli-help-flag-interval = 两次读数间隔几秒（默认 1，states 为 0）；0 表示只读一次
cli-help-flag-netns = 网络命名空间：all、self、名字、pid 或路径（默认 all）
cli-help-flag-no-owners = 不查哪些进程持有套接字
cli-help-flag-fail-on = 结论达到此级别时退出码为 1：warning 或 critical
cli-help-flag-width = 按多少列排版，至少 20；不写则取终端宽度
cli-help-flag-ambiguous = 终端把宽度不定的字符画成几格：1 或 2
cli-help-flag-help = 显示本帮助
cli-help-flag-version = 显示版本

cli-help-more = 每个选项都有对应的环境变量：LASTACK_FORMAT、LASTACK_TOP 等。也可以直接给文件：lastack netstat.txt，ss -tano | lastack -。退出码：0 完成，不论查出什么；1 达到 --fail-on，或 lint 查出有害的设置；2 用法有误，或什么都没读到；3 被拒绝。

cli-wrong-value = { $argument }：{ $value } 无效
cli-wrong-no-value = { $argument }：缺少取值
cli-wrong-argument = { $argument }：没有这个选项
cli-wrong-command = { $argument }：没有这个命令
cli-wrong-missing = 缺少 { $argument }，完整写法例如：lastack explain TIME_WAIT，lastack completions bash
cli-wrong-together = { $argument } 与 { $other } 不能同时使用，去掉一个
cli-wrong-twice = { $argument }：重复给出，或与别的选项冲突
cli-wrong-count = { $argument }：取值个数不对
cli-wrong-utf8 = 有参数不是合法的 UTF-8
cli-wrong-other = { $text }
cli-wrong-valid = 有效值：{ $values }
cli-wrong-near = 是不是想写：{ $near }
cli-wrong-more = 用法见：lastack --help
cli-wrong-order = { $file } 写在了命令 { $command } 前面，请放到后面：lastack { $command } { $file }
cli-no-command = { $word } 也不是命令；命令列表见 lastack --help
cli-no-command-near = { $word } 也不是命令。是不是想写：lastack { $command }
cli-watch-files = --watch 是反复看本机，文件不会变，两者只留一个
cli-ports-mixed = 端口和文件不能一起给：lastack ports 8080 看本机，lastack ports netstat.txt 读文件
cli-ports-range = 端口是 1 到 65535 的数字
cli-if-wrong = --if { $condition }：无效，可用：{ $valid }
cli-if-twice = --if：{ $name } 写了两次
cli-if-missing = 没有看到关闭连接的活动，请给出 { $condition }，例如：lastack ports --if rate=500
cli-progress = 正在查看：{ $time }，已读 { $read }
cli-output-failed = 结果写不出去：{ $reason }
cli-man-failed = 写不了 { $path }：{ $reason }
cli-topic = { $name }
cli-claim = 常见误解
cli-fail-on-verdict = --fail-on 只对结论有效，{ $command } 不下结论：去掉它，或者用 lastack --fail-on warning
cli-nagios-verdict = --format nagios 只用于诊断结论：lastack --format nagios
cli-stdin-unread = 没有读标准输入；要读请用 lastack -
cli-more-messages = 类似的还有 { $count } 条
cli-capture-done = 本机状态已采集到 { $file }：{ $size }，只有你自己可读。
cli-capture-holds = 内含 { $namespaces } 个网络命名空间、{ $rows } 个套接字，以及 /proc 下的 { $files } 个文件：配置、计数器、进程归属。
cli-capture-plain = 其中有地址以及主机、进程、容器的名称，加 --mask 可替换掉；不含命令行和日志文本。
cli-capture-masked = 地址和名称都已替换，原值没有保存在任何地方；不含命令行和日志文本。
cli-capture-open = 在任何机器上打开：lastack { $file }
cli-capture-exists = { $file } 已存在，不会覆盖：请换一个文件名
cli-capture-failed = 无法写入 { $file }：{ $reason }。没有留下残缺文件

cli-usage-sockets = lastack sockets [选项] [过滤条件]... [-f FILE|-]... [--watch [SECONDS]]
cli-help-sockets = 列出套接字，或分组计数，过滤条件用 ss 的写法
cli-help-sockets-filter = 例如 state time-wait dst 10.0.0.0/8，'( dport = :443 or sport = :443 )'，not src 127.0.0.1，dev eth0；可用：state、exclude、src、dst、sport、dport、dev、fwmark、and、or、not。只 bind 没有别的动作的套接字：state bound
cli-help-sockets-file = 别的机器上的文本；- 表示标准输入；不写就看本机
cli-help-sockets-group-by = 不列出每一条，而是分组计数：state、local、peer、port、dport、route、process、netns
cli-help-sockets-watch = 每隔几秒（默认 2）再看一次，直到中断
cli-help-sockets-sort = 逐条列出时按 age、queue、state、local、peer 排序，分组时按 rows 或 name；--top N 只看前 N 个
cli-sockets-sort-groups = 分组只能按 rows 或 name 排序，例如：--group-by peer --sort name
cli-sockets-sort-rows = --sort rows 和 --sort name 要和 --group-by 一起用；逐条列出时可按 age、queue、state、local、peer 排序
cli-sockets-file = 文件要写在 -f 后面，例如：lastack sockets 'state time-wait' -f { $file }
cli-sockets-see = 用法见：lastack sockets --help
cli-lint-stdin = 标准输入只能读一次：- 出现了两次
cli-diff-stdin = 标准输入只能读一次：两份中至少有一份要给出文件名
