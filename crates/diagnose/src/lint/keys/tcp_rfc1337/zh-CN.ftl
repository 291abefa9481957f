lint-tcp-rfc1337-on = RST 不再结束 TIME_WAIT：客户端再用同一端口连回来时，重试也进不来
lint-tcp-rfc1337-off = 客户端再用同一端口连回来时，重试又能进来了
lint-tcp-rfc1337-default = 默认值：RST 会结束 TIME_WAIT
