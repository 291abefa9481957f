engine-input-missing = 无法读取 { $input }：没有这个文件。请给出文件名，或用 - 读标准输入；不带文件就检查本机
engine-input-refused = 无法读取 { $input }：没有权限。请复制到有权限的地方，或运行 sudo lastack { $input }
engine-input-folder = 无法读取 { $input }：这是目录。请给出里面的文件
engine-input-failed = 无法读取 { $input }：{ $reason }
engine-input-nothing = 输入里没有可以判断的内容：没有连接表，也没有状态统计。请粘贴以下任一命令的输出：ss -tano、netstat -ant，或 netstat -n | awk '/^tcp/ {"{"}++S[$NF]{"}"} END {"{"}for (a in S) print a, S[a]{"}"}'
engine-host-failed = 读不到本机的 TCP 连接表：{ $why }。可以改为粘贴：ss -tano | lastack -
engine-netns-failed = { $why }
