raise-time-wait-buckets-summary = TIME_WAIT 最多保留 { $to } 个，够 { $serves } 的断开速率
raise-time-wait-buckets-why = 超过上限的断开没有 TIME_WAIT：端口立刻被再次分配，迟到的报文会碰上别人的连接，处在 FIN_WAIT2 的对端会收到 RST
raise-time-wait-buckets-risk = 真的占满时最多用 { $memory } 内存
raise-time-wait-buckets-withheld-unread = tcp_max_tw_buckets 没读到
raise-time-wait-buckets-withheld-negative = 现在是 0 或负数，等于关掉了 TIME_WAIT：请手工恢复内核默认值，并查清是谁设的
raise-time-wait-buckets-withheld-memory = 没到上限：是内核没有内存存放
raise-time-wait-buckets-withheld-enough = 按现在的断开速率，上限够用
raise-time-wait-buckets-risk-short = 真的占满时最多用 { $memory } 内存
