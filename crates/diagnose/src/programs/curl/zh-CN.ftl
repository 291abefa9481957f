reuse-connections-curl-calls = 每次调用都新建再断开：一次给多个 URL，或换成常驻程序
