many-is-an-incident-claim = TIME_WAIT 有 3 万个就是事故。
many-is-an-incident-truth = 内存不过 8 到 15 MB，不占文件句柄，不耗 CPU。只有都连往同一个去向才要紧：超过范围一半（14116/28232）connect() 变慢，用完就失败。
many-is-an-incident-source = 在 6.18 上实测：每个 256 到约 400 字节；__inet_hash_connect 查找端口的做法
