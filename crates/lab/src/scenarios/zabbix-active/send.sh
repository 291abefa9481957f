# One value a connection, as an agent in active mode sends them; what becomes of each is told.
while sleep 0.1; do
    zabbix_sender -z 127.0.0.1 -p 10051 -s lab-agent -k load -o 1 >/dev/null 2>&1
    case $? in
        0) echo sent ;;
        *) echo failed ;;
    esac
done
