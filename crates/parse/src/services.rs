//! Names of services that `ss` and `netstat` print without -n. Only names that mean one port wherever they stand.

/// Names and ports of /etc/services in Debian (netbase), with other distributions' names of the same ports, sorted by
/// name. The other thousands are names that ephemeral ports get by accident: nobody knows which list that host had.
#[rustfmt::skip]
const SERVICES: &[(&str, u16)] = &[
    ("amqp", 5672), ("amqps", 5671), ("bgp", 179), ("domain", 53), ("domain-s", 853), ("epmap", 135),
    ("ftp", 21), ("ftp-data", 20), ("ftps", 990), ("git", 9418), ("http", 80), ("http-alt", 8080),
    ("https", 443), ("imap", 143), ("imap2", 143), ("imaps", 993), ("ipp", 631), ("iscsi-target", 3260),
    ("kerberos", 88), ("ldap", 389), ("ldaps", 636), ("memcache", 11211), ("microsoft-ds", 445),
    ("ms-sql-s", 1433), ("ms-wbt-server", 3389), ("mysql", 3306), ("netbios-ssn", 139), ("nfs", 2049),
    ("nntp", 119), ("nrpe", 5666), ("openvpn", 1194), ("pop3", 110), ("pop3s", 995), ("postgres", 5432),
    ("postgresql", 5432), ("printer", 515), ("redis", 6379), ("rsync", 873), ("rtsp", 554), ("sip", 5060),
    ("sip-tls", 5061), ("smtp", 25), ("smtps", 465), ("socks", 1080), ("ssh", 22), ("submission", 587),
    ("submissions", 465), ("sunrpc", 111), ("svn", 3690), ("syslog-tls", 6514), ("telnet", 23),
    ("telnets", 992), ("webcache", 8080), ("whois", 43), ("x11", 6000), ("xmpp-client", 5222),
    ("xmpp-server", 5269), ("zabbix-agent", 10050), ("zabbix-trapper", 10051),
];

/// The port of a well-known service.
pub(crate) fn port_of(name: &str) -> Option<u16> {
    let index = SERVICES.binary_search_by(|(service, _)| (*service).cmp(name)).ok()?;
    SERVICES.get(index).map(|(_, port)| *port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_sorted_and_found() {
        assert!(SERVICES.is_sorted());
        assert!(SERVICES.iter().all(|(name, port)| port_of(name) == Some(*port)));
        assert_eq!((port_of("https"), port_of("HTTPS"), port_of("filenet-tms")), (Some(443), None, None));
    }
}
