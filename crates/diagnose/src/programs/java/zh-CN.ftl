reuse-connections-java-clients = 只建一个 HttpClient 或 OkHttpClient 共用：每个都自带连接池；每个应答都要读完并关闭
