reuse-connections-curl-calls = One call opens and closes its connections: give it several URLs at once, or use a program that stays.
