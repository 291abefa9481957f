# 两份记录不能完全对比的原因。

diff-note-masked = 其中一份已脱敏，每份的地址都是各自随机替换的：不对比去向和监听端口
diff-note-hosts = 两份来自不同的主机
diff-note-rebooted = 两份之间主机重启过：计数器从头开始，没有速率
diff-note-backwards = 第一份比第二份新，仍按给出的先后顺序对比
diff-note-paste = 粘贴的文本没有采集时间，也只有贴出来的那部分：没有速率，只出现在一边的配置不列出
