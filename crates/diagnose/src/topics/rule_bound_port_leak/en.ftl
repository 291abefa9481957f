rule-bound-port-leak-title = Bound sockets hold the dynamic ports of Windows
rule-bound-port-leak-what = A program binds sockets and neither connects nor closes them. Windows shows them as Bound; each keeps its port from all other programs, and TIME_WAIT may be few.
rule-bound-port-leak-see = Which process has how many; netstat -anoq shows the same.
    .command = Get-NetTCPConnection -State Bound | group OwningProcess -NoElement | sort Count -Descending
rule-bound-port-leak-matters = From half of the dynamic ports on: event 4231 and 10055 come when they are gone. Restarting that program frees them; the cure is to close sockets whose connect failed.
rule-bound-port-leak-harmless = A few, or some that come and go: every connection is bound for a moment.
rule-bound-port-leak-source = Microsoft documentation: TCP/IP port exhaustion troubleshooting (netstat -anoq)
