lint-tcp-timestamps-off = tcp_tw_reuse 和 PAWS 都会失效，客户端再用同一端口连回来时要等
lint-tcp-timestamps-on = tcp_tw_reuse 重新有效，客户端再用同一端口也能直接连回来
lint-tcp-timestamps-default = 本来就是默认值，除非有人关过；现在的值未知
lint-tcp-timestamps-same = 默认值，没有变化
lint-tcp-timestamps-two = 效果同 1，只是没有随机偏移
