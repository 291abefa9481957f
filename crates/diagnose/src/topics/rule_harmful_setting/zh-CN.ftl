rule-harmful-setting-title = harmful-setting：有害无益的设置
rule-harmful-setting-what = 为了 TIME_WAIT 抄来、反而有害的设置：看现在运行的值，也看开机要读的文件。同一个键以文件名排在最后的为准，/etc 里的文件会盖住 /usr/lib 里的同名文件。
rule-harmful-setting-see = 按本机逐行评定一份文件：
    .command = lastack lint /etc/sysctl.conf
rule-harmful-setting-matters = 计数器显示已经造成损失时，按告警报出。文件里有内核不接受的行也要紧：sysctl -p 会接着往下走，返回码 1；遇错即停的脚本会漏掉后面的。
rule-harmful-setting-harmless = 只是可能有害的，说明一下，不告警；发行版自带的默认值不提。
rule-harmful-setting-source = sysctl.d(5)、sysctl(8)；各参数的 lastack explain 里列出的内核函数；在 6.18 上实测
