@echo off
rem Collects for lastack: reads and prints, changes nothing. collect.cmd > HOST.txt, and on another machine: lastack HOST.txt
echo lastack script 1& echo ## host& ver& echo %DATE% %TIME%& echo lastack.host = %COMPUTERNAME%
rem Boot and local time with their zone; systeminfo has the first in the order of the region.
wmic os get LastBootUpTime,LocalDateTime /value 2>nul | find "="
systeminfo 2>nul | findstr /C:"OS Name" /C:"OS Version" /C:"System Boot Time"
echo ## settings
netsh int ipv4 show dynamicport tcp
for %%v in (TcpTimedWaitDelay MaxUserPort StrictTimeWaitSeqCheck TcpNumConnections) do reg query HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters /v %%v 2>nul
echo ## sockets
netstat -ano
echo ## counters
rem With -p netstat prints the connections again, by name.
netstat -s -p tcp | findstr "="
echo ## log
wevtutil qe System /c:50 /rd:true /f:text "/q:*[System[Provider[@Name='Tcpip'] and (EventID=4227 or EventID=4231)]]"
