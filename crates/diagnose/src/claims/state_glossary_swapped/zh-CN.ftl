state-glossary-swapped-claim = TIME_WAIT 是另一边已经开始释放连接，LAST_ACK 是等待所有分组死掉。
state-glossary-swapped-truth = 这两条解释都张冠李戴了。对端先断开，是 CLOSE_WAIT；等旧报文在网络里消失，是 TIME_WAIT；LAST_ACK 等的是对端对我方 FIN 的确认。ITMED_WAIT 只是 TIMED_WAIT 的笔误。
state-glossary-swapped-source = RFC 9293
