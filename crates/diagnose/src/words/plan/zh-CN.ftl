plan-untreated-program = 改内核参数没用：只有持有这些连接的程序自己能解决，具体见诊断结果里的“该做”
plan-untreated-peer = 原因在对端或中间网络，改本机参数没用
plan-untreated-log = 日志只说明发生过，还不足以决定改什么：怎么查见诊断结果里的“该做”
plan-untreated-file = 是配置文件里的某一行有害：用 lastack lint 查是哪一行；lastack 不会改你的文件
plan-untreated-nothing = 不用改任何东西
plan-untreated-here = 没有能起作用的办法；看过哪些、为什么不行，见“不建议”
plan-untreated-elsewhere = lastack 只改 Linux 和 Windows 的参数；这个系统请照诊断结果里的“该做”来
plan-untreated-windows = lastack 在 Windows 上能改的参数都治不了这个；请照诊断结果里的“该做”来
