//! Ports that Windows is to exclude, and who holds one of them: it excludes none that is in use.

use std::path::Path;

use lastack_host::{Host, windows};
use lastack_model::{Family, PortSet, Sink, SocketRow, TcpState, Untrusted};
use lastack_parse::tcp_table::{Rows, tcp_table};

use crate::TreatError;
use crate::record::{Back, Cut};

/// Families of the keys, with their tables.
const TABLES: [(&str, Family, &str); 2] = [
    ("windows.excludedportrange", Family::V4, windows::TCP4),
    ("windows.excludedportrange6", Family::V6, windows::TCP6),
];

/// Services that are named beside the program that hosts them.
const SERVICES_NAMED: usize = 2;

/// An error where a socket holds one of the ports of an exclusion. What the table does not tell netsh will.
pub(crate) fn check(host: &dyn Host, cut: &Cut) -> Result<(), TreatError> {
    let Some((_, family, path)) = TABLES.iter().find(|(key, ..)| *key == cut.key) else { return Ok(()) };
    let Back::Subtract(ports) = &cut.undo else { return Ok(()) };
    let (Some(wanted), Ok(table)) = (PortSet::parse(ports), host.read(Path::new(path))) else {
        return Ok(());
    };
    let mut holder = Holder { wanted, found: None };
    for rows in [Rows::Holders, Rows::Connections] {
        tcp_table(&table, *family, rows, &mut holder);
    }
    match holder.found {
        Some((port, pid)) => {
            let holder = pid.map(|pid| (pid, name(host, pid)));
            Err(TreatError::PortInUse { port, holder })
        }
        None => Ok(()),
    }
}

/// The first socket that holds a port of the set. A row in TIME_WAIT is nobody's, and whether netsh minds it it says itself.
struct Holder {
    wanted: PortSet,
    found: Option<(u16, Option<u32>)>,
}

impl Sink for Holder {
    fn row(&mut self, row: &SocketRow<'_>) {
        let port = row.local.port;
        if self.found.is_none() && row.state != TcpState::TimeWait && self.wanted.has(port) {
            // Nobody is process 0: Windows gives it to rows whose process it does not tell.
            self.found = Some((port, row.owner.map(|owner| owner.pid).filter(|pid| *pid > 0)));
        }
    }
}

/// `svchost.exe (Dnscache)`
fn name(host: &dyn Host, pid: u32) -> Untrusted {
    let text =
        |path: &str| host.read(Path::new(path)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let of_pid = |line: &str, pid: u32| {
        line.split_once(' ').filter(|(first, _)| first.parse() == Ok(pid)).map(|(_, rest)| rest.to_owned())
    };
    let lines = |path: &str| {
        let text = text(path).unwrap_or_default();
        text.lines().filter_map(|line| of_pid(line, pid)).collect::<Vec<_>>()
    };
    let services = lines(windows::SERVICES);
    let process = lines(windows::PROCESSES);
    let program = process.first().and_then(|rest| rest.split_once(' ')).map_or("?", |(_, name)| name);
    let named = services.iter().take(SERVICES_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    Untrusted::new(if named.is_empty() { program.to_owned() } else { format!("{program} ({named})") })
}

#[cfg(test)]
mod tests {
    use lastack_host::Replay;

    use super::*;
    use crate::record::tests::cut;

    /// One row of IPv4: state, local port and pid, the rest as zeros; see `lastack_parse::tcp_table`.
    fn table(rows: &[(u32, u16, u32)]) -> String {
        let mut bytes = u32::try_from(rows.len()).unwrap().to_le_bytes().to_vec();
        bytes.extend([0; 4]);
        for (state, port, pid) in rows {
            let [high, low] = port.to_be_bytes();
            let mut row = vec![0; 6 * 4 + 8 + 16 * 8];
            row[..4].copy_from_slice(&state.to_le_bytes());
            row[4..8].copy_from_slice(&[127, 0, 0, 1]);
            row[8..10].copy_from_slice(&[high, low]);
            row[20..24].copy_from_slice(&pid.to_le_bytes());
            bytes.extend(row);
        }
        // All of its bytes are ASCII: records of hosts in tests are text.
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn who_holds_a_port_is_named_with_its_services_and_time_wait_is_nobody() {
        let (listen, time_wait, established) = (2, 11, 5);
        let processes = "4120 133 my app.exe\n1044 133 svchost.exe\n";
        let told = |rows: &[(u32, u16, u32)], key: &str| {
            let (table, services) = (table(rows), "1044 Dnscache\n1044 Nla\n1044 Lanman\n");
            let host = Replay::of_files([
                (windows::TCP4, table.as_str()),
                (windows::PROCESSES, processes),
                (windows::SERVICES, services),
            ]);
            let undo = Back::Subtract("10051-10052".to_owned());
            let cut = Cut { undo, ..cut(key, "", "10051-10052") };
            match check(&host, &cut) {
                Err(TreatError::PortInUse { port, holder }) => {
                    Some((port, holder.map(|(pid, name)| (pid, name.raw().to_owned()))))
                }
                other => other.map(|()| None).unwrap(),
            }
        };
        let key = "windows.excludedportrange";
        let by = |port, pid, name: &str| Some((port, Some((pid, name.to_owned()))));
        let app = |port| by(port, 4120, "my app.exe");
        assert_eq!(told(&[(listen, 80, 4), (listen, 10_052, 4120)], key), app(10_052));
        assert_eq!(told(&[(established, 10_051, 4120)], key), app(10_051));
        assert_eq!(told(&[(listen, 10_051, 1044)], key), by(10_051, 1044, "svchost.exe (Dnscache, Nla)"));
        assert_eq!(told(&[(listen, 10_051, 77)], key), by(10_051, 77, "?"));
        assert_eq!(told(&[(listen, 10_051, 0)], key), Some((10_051, None)));
        assert_eq!(told(&[(time_wait, 10_051, 0), (listen, 10_053, 9)], key), None);
        // The other family has another table, and other settings none.
        assert_eq!(told(&[(listen, 10_051, 4120)], "windows.excludedportrange6"), None);
        assert_eq!(told(&[(listen, 10_051, 4120)], "net.ipv4.ip_local_reserved_ports"), None);
    }
}
