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

/// Each column of /proc/net/stat/nf_conntrack summed over its lines, one for each CPU: (`insert_failed`, 17). Columns
/// are known by the head line, since kernels differ in them; values are hexadecimal. A line that is cut or holds
/// something else makes the columns that it lacks unknown, not smaller.
pub fn conntrack(text: &str, each: &mut dyn FnMut(&str, u64)) {
    let mut lines = text.lines();
    let Some(head) = lines.next() else { return };
    let names: Vec<&str> = head.split_whitespace().collect();
    let rows: Vec<Vec<Option<u64>>> = lines
        .map(|line| line.split_whitespace().map(|word| u64::from_str_radix(word, 16).ok()).collect())
        .collect();
    if rows.is_empty() {
        return;
    }
    for (column, name) in names.iter().enumerate() {
        let sum = rows.iter().try_fold(0_u64, |sum, row| sum.checked_add((*row.get(column)?)?));
        if let Some(sum) = sum {
            each(name, sum);
        }
    }
}

/// Sockets of all protocols together, by /proc/net/protocols; `None` where it holds no line of a protocol. Sockets that
/// are made or bound and go no further are in no protocol's count, but in `used` of sockstat.
pub fn protocols(text: &str) -> Option<u64> {
    let count = |line: &str| line.split_whitespace().nth(2)?.parse::<i64>().ok();
    let counts: Vec<i64> = text.lines().skip(1).filter_map(count).collect();
    // A sum over CPUs that is read while it moves can fall below zero.
    (!counts.is_empty()).then(|| counts.iter().map(|count| (*count).max(0) as u64).sum())
}

/// Ports of /proc/net/udp or udp6 that wait for whoever sends: of sockets without a peer (udp4_format_sock). A line that is
/// cut before its peer gives none.
pub fn udp_ports(text: &str, each: &mut dyn FnMut(u16)) {
    for line in text.lines().skip(1) {
        let mut ends = line.split_whitespace().skip(1).map_while(|end| {
            let (address, port) = end.split_once(':')?;
            let anyone = address.bytes().all(|digit| digit == b'0');
            Some((anyone, u16::from_str_radix(port, 16).ok().filter(|_| port.len() == 4)?))
        });
        if let (Some((_, port)), Some((true, 0))) = (ends.next(), ends.next()) {
            each(port);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_of_all_protocols_are_summed() {
        let text = "protocol  size sockets  memory press maxhdr  slab module     cl\n\
                    AF_VSOCK  1240      0      -1   NI       0   yes  kernel      y\n\
                    UDP       1344     23      -1   NI       0   yes  kernel      y\n\
                    TCP       2304     -1     276   no     320   yes  kernel      y\n";
        assert_eq!(protocols(text), Some(23));
        assert_eq!(protocols("protocol  size sockets\n"), None);
    }

    #[test]
    fn conntrack_columns_are_summed_over_cpus_by_the_head_line() {
        let mut seen = Vec::new();
        // Linux 6.18 with two CPUs; the second line is cut in its last column.
        let text = "entries  clashres found insert_failed drop early_drop search_restart\n\
                    0000001f  00000000 00000002 0000000a 00000001 00000000 000000ff\n\
                    0000001f  00000000 00000003 00000011 00000001 00000000\n";
        conntrack(text, &mut |name, value| seen.push(format!("{name}={value}")));
        assert_eq!(
            seen,
            ["entries=62", "clashres=0", "found=5", "insert_failed=27", "drop=2", "early_drop=0"]
        );
        conntrack("entries found\n", &mut |name, _| panic!("{name} of no CPU"));
        conntrack("", &mut |name, _| panic!("{name} of nothing"));
    }

    #[test]
    fn udp_ports_without_a_peer_are_read_in_both_families() {
        // Linux 6.18: a server on every address, a connected client, a resolver's socket; the last line is cut.
        let v4 = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n\
                  \x20 513: 00000000:2B67 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 71 2 0000000000000000 0\n\
                  \x20 600: 0100007F:A001 0100007F:2B67 01 00000000:00000000 00:00000000 00000000     0        0 72 2 0000000000000000 0\n\
                  \x20 601: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 73 2 0000000000000000 0\n\
                  \x20 602: 00000000:14E9 00000000:00";
        let v6 = "  sl  local_address                         remote_address                        st\n\
                  \x20 9: 00000000000000000000000000000000:14E9 00000000000000000000000000000000:0000 07\n";
        let mut seen = Vec::new();
        udp_ports(v4, &mut |port| seen.push(port));
        udp_ports(v6, &mut |port| seen.push(port));
        assert_eq!(seen, [11_111, 53, 5_353]);
    }

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
