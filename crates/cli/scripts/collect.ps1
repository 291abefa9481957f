# Collects for lastack: reads and prints, changes nothing. .\collect.ps1 > HOST.txt, and on another machine: lastack HOST.txt
'lastack script 1'; '## host'; "lastack.script_s = $([int64]((Get-Date).ToUniversalTime() - [datetime]'1970-01-01').TotalSeconds)"; "lastack.host = $env:COMPUTERNAME"; [Environment]::OSVersion.VersionString
$os = Get-CimInstance Win32_OperatingSystem; $os | Format-List Caption, Version, LastBootUpTime | Out-String -Width 400
"lastack.uptime_s = $([int64]($os.LocalDateTime - $os.LastBootUpTime).TotalSeconds)"
'## settings'
Get-NetTCPSetting | Format-List SettingName, DynamicPortRangeStartPort, DynamicPortRangeNumberOfPorts | Out-String -Width 400
netsh int ipv4 show dynamicport tcp
foreach ($v in 'TcpTimedWaitDelay', 'MaxUserPort', 'StrictTimeWaitSeqCheck') { reg query HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters /v $v 2>$null }
'## sockets'
Get-NetTCPConnection | Select-Object LocalAddress, LocalPort, RemoteAddress, RemotePort, State, OwningProcess, CreationTime | ConvertTo-Csv -NoTypeInformation
'## counters'
netstat -s -p tcp | Select-String '='  # with -p it prints the connections again, by name
'## log'
Get-WinEvent -FilterHashtable @{ LogName = 'System'; ProviderName = 'Tcpip'; Id = 4227, 4231 } -MaxEvents 50 -ErrorAction SilentlyContinue | Format-List TimeCreated, Id, Message | Out-String -Width 400
