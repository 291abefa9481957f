rule-connection-leak-title = 活动连接越积越多，没人关闭
rule-connection-leak-what = 每条活动连接占一个文件句柄，对外发起的还占一个本地端口。内核不会主动关闭它们，程序开了就忘，迟早占满其中一个。
rule-connection-leak-see = 看每条多久没有收发（lastsnd、lastrcv，毫秒）。如果都停在 CLOSE_WAIT，是对端已断开、程序没关，见 close-wait-leak：
    .command = ss -tni state established
rule-connection-leak-matters = 一次比一次多，或某个去向的端口有一半被活动连接占着，就要处理：限制连接池、关闭空闲连接、出错分支里也关闭。平均存活时间 = ESTABLISHED / 断开速率。
rule-connection-leak-harmless = 连接池、推送服务的数量稳定、离上限还远，就不用管。
rule-connection-leak-source = ESTABLISHED 与断开速率，按利特尔法则；__inet_hash_connect（net/ipv4/inet_hashtables.c）
