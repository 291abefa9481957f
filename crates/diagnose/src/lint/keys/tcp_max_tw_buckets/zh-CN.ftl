lint-tcp-max-tw-buckets-none = { $value }：每次关闭都跳过 TIME_WAIT，端口马上再分配，迟到的报文会撞上新连接
lint-tcp-max-tw-buckets-lower = 从 { $usual } 降到 { $value }：断开速率超过 { $per_s }就没有 TIME_WAIT 保护，还在 FIN_WAIT2 的对端会收到 RST
lint-tcp-max-tw-buckets-below-usual = 比现在的 { $running } 大，但仍小于内核默认的 { $usual }：断开速率超过 { $per_s }就没有 TIME_WAIT 保护
lint-tcp-max-tw-buckets-same = 上限不变
lint-tcp-max-tw-buckets-depends = 如果是调低就有害：断开速率超过 { $per_s }就没有保护了。现在的值未知
lint-tcp-max-tw-buckets-helps = { $running } 个位置已占一半以上，调高才能保住保护
lint-tcp-max-tw-buckets-higher = 现在上限 { $running }，离用完还远；调高无害也无益
