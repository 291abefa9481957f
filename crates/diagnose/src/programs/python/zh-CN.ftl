reuse-connections-python-sessions = 建一个 session 或 client 供所有请求共用：requests.get()、httpx.get() 每次都新建连接；连接池比线程数小，多出的连接用完就丢
