reserve-listening-ports-summary = Reserve { $count ->
    [one] port { $ports }
   *[other] { $count } ports ({ $ports })
 }, so that connect() gives none of your services' ports to a client.
reserve-listening-ports-why = Ports that others reserved stay reserved; only these are taken out again. bind() by a service is not affected.
reserve-listening-ports-risk = Clients lose { $costs } of { $usable } local ports.
reserve-listening-ports-withheld-unread = the port range or the list of reserved ports could not be read.
reserve-listening-ports-withheld-which = it is not known which network namespace or host the named ports are of: name one namespace (--netns), or give the texts of one host.
reserve-listening-ports-withheld-system = ports are kept from clients on Linux and Windows alone.
reserve-listening-ports-withheld-outside = port { $port } is not one that connect() gives away: it lies outside the range, or is reserved already.
reserve-listening-ports-withheld-reserved = nothing is left to reserve: ports of services are reserved or outside of the range, and what listens on loopback alone mostly takes another port when it starts again.
reserve-listening-ports-withheld-no-port = it is not known which port it was.
reserve-listening-ports-risk-short = clients lose { $costs } of { $usable } local ports
