lab-leaked-close-wait-title = CLOSE_WAIT 只增不减：服务忘了关连接
lab-leaked-close-wait-story = 客户端用完先断开，服务端读到结尾却一直不关自己这头。客户端等不到对方的 FIN，只能等到超时。
lab-leaked-close-wait-watch = CLOSE_WAIT 不受任何内核参数影响；同时客户端不断超时。
lab-leaked-close-wait-cured = 服务改为在客户端之后关闭连接，并重启
