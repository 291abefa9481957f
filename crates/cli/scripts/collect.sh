#!/bin/sh
# Collects for lastack: reads and prints, changes nothing. sh collect.sh > HOST.txt, and on another machine: lastack HOST.txt
# HOST.txt holds addresses, program names and the host's name. Run it as root to see the programs of all users.
echo 'lastack script 1'; echo '## host'; echo "lastack.script_s = $(date +%s)"; uname -a; uptime
echo '## settings'
for key in kernel.hostname kernel.osrelease fs.file-max fs.file-nr fs.nr_open net.core.somaxconn net.ipv4.ip_local_port_range net.ipv4.ip_local_reserved_ports net.ipv4.tcp_abort_on_overflow net.ipv4.tcp_fin_timeout net.ipv4.tcp_keepalive_time net.ipv4.tcp_max_orphans net.ipv4.tcp_max_syn_backlog net.ipv4.tcp_max_tw_buckets net.ipv4.tcp_orphan_retries net.ipv4.tcp_rfc1337 net.ipv4.tcp_syncookies net.ipv4.tcp_timestamps net.ipv4.tcp_tw_recycle net.ipv4.tcp_tw_reuse net.ipv4.tcp_tw_reuse_delay net.ipv4.tcp_tw_timeout net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max
do file=/proc/sys/$(echo $key | tr . /); [ -r $file ] && echo "$key = $(cat $file)"; done
echo '## sockets'
ss -tanop 2>/dev/null || netstat -tanopW 2>/dev/null || netstat -tanW 2>/dev/null || netstat -tan 2>/dev/null || cat /proc/net/tcp /proc/net/tcp6
echo '## counters'; cat /proc/net/sockstat /proc/net/sockstat6 /proc/net/netstat /proc/net/snmp 2>/dev/null
echo '## limits'; ulimit -a
