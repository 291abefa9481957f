//! The kernel's counters: /proc/net/netstat and snmp (a line of names, a line of values), sockstat and sockstat6.
//!
//! Everything is read by name: kernels differ in which names they have, and a name that is missing stays unknown.

/// Each counter of /proc/net/netstat or /proc/net/snmp as `TcpExt.ListenDrops`, `Tcp.OutRsts`. A pair of lines whose
/// prefixes or lengths differ gives the names that have a value; negative values (`Tcp.MaxConn`) are left out.
pub fn pairs(text: &str, each: &mut dyn FnMut(&str, &str, u64)) {
    let mut lines = text.lines();
    while let (Some(names), Some(values)) = (lines.next(), lines.next()) {
        let (Some((group, names)), Some((other, values))) = (names.split_once(':'), values.split_once(':'))
        else {
            continue;
        };
        if group != other {
            continue;
        }
        for (name, value) in names.split_whitespace().zip(values.split_whitespace()) {
            if let Ok(value) = value.parse() {
                each(group, name, value);
            }
        }
    }
}

/// Each number of /proc/net/sockstat or sockstat6 as (`TCP`, `tw`, 18122).
pub fn sockstat(text: &str, each: &mut dyn FnMut(&str, &str, u64)) {
    for line in text.lines() {
        let Some((group, rest)) = line.split_once(':') else { continue };
        let mut words = rest.split_whitespace();
        while let (Some(name), Some(value)) = (words.next(), words.next()) {
            if let Ok(value) = value.parse() {
                each(group, name, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_read_by_name() {
        let text = "TcpExt: SyncookiesSent TW TWKilled\nTcpExt: 3 1009 0\nIpExt: InNoRoutes\nIpExt: 5\n\
                    Tcp: MaxConn ActiveOpens\nTcp: -1 17\n";
        let mut seen = Vec::new();
        pairs(text, &mut |group, name, value| seen.push(format!("{group}.{name}={value}")));
        assert_eq!(
            seen,
            [
                "TcpExt.SyncookiesSent=3",
                "TcpExt.TW=1009",
                "TcpExt.TWKilled=0",
                "IpExt.InNoRoutes=5",
                "Tcp.ActiveOpens=17"
            ]
        );
    }

    #[test]
    fn a_cut_file_gives_what_it_holds() {
        let mut seen = 0;
        pairs("TcpExt: A B C\nTcpExt: 1 2", &mut |_, _, value| seen += value);
        pairs("TcpExt: A B C", &mut |_, _, value| seen += value);
        assert_eq!(seen, 3);
    }

    #[test]
    fn sockstat_is_read_by_name() {
        let mut seen = Vec::new();
        sockstat(
            "sockets: used 290\nTCP: inuse 7 orphan 0 tw 23 alloc 9 mem 1\n",
            &mut |group, name, value| seen.push(format!("{group}.{name}={value}")),
        );
        assert_eq!(seen[0], "sockets.used=290");
        assert!(seen.contains(&"TCP.tw=23".to_owned()));
    }
}
