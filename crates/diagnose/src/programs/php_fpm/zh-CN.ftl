reuse-connections-php-fpm-databases = PHP 每次请求结束就断开，除非用持久连接：这样每个 worker 对每台服务器各占一条，服务器要允许这么多
