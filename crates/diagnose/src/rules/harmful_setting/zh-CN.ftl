harmful-setting-verdict = 设置 { $key } = { $value } 有害：{ $harm }
harmful-setting-verdict-could = 眼下没看到它造成问题，但 { $key } = { $value } 有隐患：{ $harm }
harmful-setting-verdict-file = 眼下无碍，但 { $place }会把 { $key } 设成 { $value }：{ $harm }
harmful-setting-verdict-refused = { $place }设置了 { $key }，这个内核不接受
harmful-setting-verdict-comment = { $place }是注释：端口 { $value } 并没有预留

harmful-setting-summary = { $key } = { $value }：{ $harm }
harmful-setting-summary-file = { $place }：{ $key } = { $value }。{ $harm }
harmful-setting-summary-refused = { $place }的 { $key }：{ $harm }
harmful-setting-summary-comment = { $place }的 { $key }：{ $harm }
harmful-setting-comment = 行首有注释符，这些端口并没有预留

harmful-setting-why-file = 由 { $place }设置（开机或 sysctl --system 时）
harmful-setting-why-paste = 它在 { $place }；逐行评定用 lastack lint { $input }
harmful-setting-why-paste-runs = 它在 { $place }；逐行评定用 lastack lint --facts { $input } { $input }
harmful-setting-why-other = { $place }设的是 { $file_value }：之后有人改过，或别的程序又设了
harmful-setting-why-by-hand = 没有配置文件设它：是手工或程序设的，重启后消失
harmful-setting-why-unknown = 由哪个文件设置未知
harmful-setting-why-differs = 现在运行的是 { $running }；下次开机或 sysctl --system 后才生效
harmful-setting-why-not-read = 现在运行的值未知
harmful-setting-why-refused = sysctl -p 会报错，接着处理下一行，返回码 1；遇错即停的脚本会漏掉后面的
harmful-setting-why-comment = 开机和 sysctl -p 都不会让它生效

harmful-setting-todo-set = 改回去
    .command = sysctl -w { $key }={ $instead }
harmful-setting-todo-file = 把 { $place }删掉，否则开机又会设回来
harmful-setting-todo-line = 去掉 { $place }
harmful-setting-todo-gone = 删掉 { $place }：Linux 4.12 起没有这个设置，sysctl 会报错
harmful-setting-todo-remove = 删掉这一行
harmful-setting-todo-comment = 如果要预留这些端口，去掉行首的注释符；整份文件可用 lastack lint 评定

harmful-setting-quiet = 看了 { $count } 个常被改动的设置，没有发现有害的

harmful-setting-because = { $key } = { $value }
harmful-setting-because-key = { $key }
