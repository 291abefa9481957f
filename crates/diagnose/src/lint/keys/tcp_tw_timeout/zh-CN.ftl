lint-tcp-tw-timeout-no-rows = 在该厂商内核上缩短 TIME_WAIT；只有端口紧张时才有用。请在 --facts 文件里附上连接列表（ss -tano）
lint-tcp-tw-timeout-shorter = 有去向端口紧张，TIME_WAIT 缩短后端口更早归还；对旧连接迟到报文的防护也相应变短
lint-tcp-tw-timeout-idle = 没有去向端口紧张，改了也没有好处
