lab-few-buckets-title = tcp_max_tw_buckets 太小：TIME_WAIT 不涨了，保护也没了
lab-few-buckets-story = 为了让 TIME_WAIT 变少而抄来的配置：超过 41 个以后，关闭的连接不再进入 TIME_WAIT，迟到的报文没人认，只能回 RST。
lab-few-buckets-watch = 不管断开多少连接，TIME_WAIT 都停在上限；改好以后等于一分钟内断开的数量。
