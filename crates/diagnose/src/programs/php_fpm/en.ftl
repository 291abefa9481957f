reuse-connections-php-fpm-databases = PHP closes its connections at the end of each request unless they are persistent: each worker then holds one for each server, so the server must allow as many.
