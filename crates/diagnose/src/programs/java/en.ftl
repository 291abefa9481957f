reuse-connections-java-clients = Make one HttpClient or OkHttpClient and share it: each has a pool of its own. Read every answer to its end and close it.
