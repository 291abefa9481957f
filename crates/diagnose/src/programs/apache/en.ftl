reuse-connections-apache-backends = Let mod_proxy reuse its connections to the backend: with fcgi:// it does not by default. A rewrite with [P] has no pool unless the backend has a Proxy block of its own.
reuse-connections-apache-clients = Let clients keep their connections: KeepAlive Off makes Apache close after each answer.
