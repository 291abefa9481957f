exclude-listening-ports-summary = Exclude { $count ->
    [one] port { $ports }
   *[other] { $count } ports ({ $ports })
 }, so that no connection out takes the port of a service.
exclude-listening-ports-summary-v4 = Exclude { $count ->
    [one] port { $ports }
   *[other] { $count } ports ({ $ports })
 } over IPv4 (that of IPv6 was not read), so that no connection out over it takes the port of a service.
exclude-listening-ports-why-later-v4 = No connection out gets { $ports } over IPv4 now: it is kept for a wider dynamic range. What others excluded stays, and only these go back.
exclude-listening-ports-why-later = No connection out gets { $ports } now: it is kept for a wider dynamic range. What others excluded stays, and only these go back.
exclude-listening-ports-why-some-later = Start the service then: it binds its port as before. No connection out gets { $later } now: kept for a wider dynamic range. What others excluded stays.
exclude-listening-ports-why = Start the service then: it binds its port as before. What others excluded stays, and only these go back.
exclude-listening-ports-risk = Whether Windows takes an exclusion back while the service listens on its port is not documented: for the way back the service may have to be stopped.
exclude-listening-ports-risk-short = for the way back the service may have to be stopped
exclude-listening-ports-risk-old = Before Windows 10 a program that binds its port twice with SO_REUSEADDR fails on an excluded one (10013, KB3039044); Server 2008 R2 needs KB2665809. For the way back the service may have to be stopped.
exclude-listening-ports-risk-old-short = a program that binds its port twice fails (KB3039044)
exclude-listening-ports-withheld-no-port = it is not known which port it is: stop the service, then lastack fix apply --port with its number.
exclude-listening-ports-withheld-old = this version of Windows excludes no ports by netsh.
exclude-listening-ports-withheld-unread = the dynamic range or the excluded ports were not read: add what netsh int ipv4 show dynamicport tcp and netsh int ipv4 show excludedportrange protocol=tcp say.
exclude-listening-ports-withheld-unread6 = the dynamic range or the excluded ports of IPv6 were not read (netsh int ipv6 show dynamicport tcp and netsh int ipv6 show excludedportrange protocol=tcp): over IPv4 alone the port would not be kept.
exclude-listening-ports-withheld-unseen = whether anybody holds port { $port } now was not seen, and Windows excludes no port in use: add what netstat -ano says.
exclude-listening-ports-withheld-which = it is not known which host the named ports are of: give the texts of one host, each host for itself.
exclude-listening-ports-withheld-outside-v4 = port { $port } is none that Windows gives to a connection out over IPv4: it lies outside the dynamic range, or is excluded already. Those of IPv6 were not read.
exclude-listening-ports-withheld-outside = port { $port } is none that Windows gives to a connection out: it lies outside the dynamic range, or is excluded already.
exclude-listening-ports-withheld-listening = somebody listens on port { $port }, and Windows excludes no port in use. Stop the service, lastack fix apply --port { $port }, start it again.
exclude-listening-ports-withheld-listening-by = { $comm } ({ $pid }) listens on port { $port }, and Windows excludes no port in use. Stop the service, lastack fix apply --port { $port }, start it again.
exclude-listening-ports-withheld-held = a connection or a bound socket holds port { $port }: Windows excludes no port in use, and whether one in TIME_WAIT is in use nobody documents. lastack ports { $port } shows whose it is; try again when it has gone.
