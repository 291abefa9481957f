rule-log-signature-title = Log lines that tell of ports, queues or tables running out
rule-log-signature-what = lastack knows such lines of the kernel, nginx, HAProxy, Go, Java, Python, PHP, Node, Redis clients, Zabbix agents and Windows: 99, 98, 10055, 10048, Too many open files, SYN flooding, table full. Lines that begin and end an outage give its length.
rule-log-signature-see = Give it the log, alone or together with the table of the same moment.
    .command = lastack /var/log/nginx/error.log
rule-log-signature-matters = The line says what failed, the table why: together they name the destination whose ports are gone.
rule-log-signature-harmless = A line from long ago that has not come back.
rule-log-signature-source = net/ipv4 and net/netfilter of the kernel; Zabbix agent 6.0.14; Windows event ids 4227 and 4231
