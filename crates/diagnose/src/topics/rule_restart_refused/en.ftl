rule-restart-refused-title = A service cannot bind its port again
rule-restart-refused-what = bind() is refused while another socket listens there, while a client has the port, or while connections of the old listener (also TIME_WAIT) are there and either listener lacked SO_REUSEADDR: each row remembers what its listener had.
rule-restart-refused-see = What has the port now.
    .command = ss -tanp
rule-restart-refused-matters = When the service must come back at once. SO_REUSEADDR belongs on every listener on Linux, never on Windows. SO_REUSEPORT only where several processes of one service share the port on purpose.
rule-restart-refused-harmless = TIME_WAIT goes by itself within 62 s; a service that tries again starts then.
rule-restart-refused-source = inet_csk_get_port in net/ipv4/inet_connection_sock.c; measured on 6.18
