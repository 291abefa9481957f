filter-language-title = 过滤条件：lastack sockets 列出哪些套接字，写法与 ss 相同
filter-language-what = 状态写在最前：`state time-wait`、`exclude listening`，还有 connected、bucket、big。然后是 `src`、`dst` 加地址、网段或端口（`dst 10.0.0.0/8`、`src :443`），`sport`、`dport` 加 =、!=、<、>、<=、>=，以及 `dev`、`fwmark`；用 and、or、not、括号连接。
filter-language-see = 括号和 < 要用引号括住，免得被 shell 吃掉：
    .command = lastack sockets 'state time-wait ( dport = :443 or dport = :3306 ) and not dst 127.0.0.1'
filter-language-matters = 按 ss 手册，not 优先于 and，and 优先于 or；而 ss 自己是从左到右读 and 和 or，混用时请加括号。dport 后面的端口要带冒号，如 :443。
filter-language-harmless = 能交给内核的，由内核先筛再返回；内核不接受时在这里逐行判断：慢一些，结果一样。
filter-language-source = ss(8)；inet_diag_bc_audit（net/ipv4/inet_diag.c）；生成的 1004 个过滤条件，结果与 ss 6.1 一致
