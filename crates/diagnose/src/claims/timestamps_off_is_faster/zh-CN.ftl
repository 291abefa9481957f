timestamps-off-is-faster-claim = tcp_timestamps = 0 更快、更安全。
timestamps-off-is-faster-truth = 关掉以后 tcp_tw_reuse 失效，防旧报文的 PAWS 失效，客户端再用同一端口也连不顺。4.10 起时间戳已随机化，看不出主机开机多久。
timestamps-off-is-faster-source = tcp_twsk_unique、tcp_timewait_state_process；RFC 7323；在 6.18 上实测
