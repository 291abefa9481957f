lint-ip-local-port-range-half = 没写上端：沿用现在的值，而现在的值未知
lint-ip-local-port-range-swallows = 会把 { $count } 个监听端口 { $ports } 也包进来：服务重启时端口可能正被连接占着，bind() 失败。先写进 ip_local_reserved_ports。{ $parity ->
    [same] 两端最好一奇一偶（不改也能用）。
   *[different] {""}
 }
lint-ip-local-port-range-probes = 把程序自己绑定的源端口 { $ports } 也包进来：两个设置自己抵消，要先预留。{ $parity ->
    [same] 两端最好一奇一偶（不改也能用）。
   *[different] {""}
 }
lint-ip-local-port-range-no-rows = 只有到某个去向的端口快用完时才有用；3306、8080 这类服务端口也会被包进来，必须预留。请在 --facts 文件里附上 ss -tano。{ $parity ->
    [same] 两端最好一奇一偶（不改也能用）。
   *[different] {""}
 }
lint-ip-local-port-range-server = 只对本机主动发起的连接有效，而这里一个也没有。{ $parity ->
    [same] 两端最好一奇一偶（不改也能用）。
   *[different] {""}
 }
lint-ip-local-port-range-narrow = { $size } 个端口不够：{ $target } 已占 { $taken } 个
lint-ip-local-port-range-narrower = 端口变少，但够用：占用最多的 { $target } 占 { $taken }/{ $size }
lint-ip-local-port-range-helps = { $target } 已占 { $taken } 个端口，connect() 已变慢；扩到 { $size } 个会晚一点变慢，但变慢后每次 connect() 更慢。{ $parity ->
    [same] 两端最好一奇一偶（不改也能用）。
   *[different] {""}
 }
lint-ip-local-port-range-far = 端口并不紧张：占用最多的 { $target } 才 { $taken } 个。{ $parity ->
    [same] 两端最好一奇一偶（不改也能用）。
   *[different] {""}
 }
