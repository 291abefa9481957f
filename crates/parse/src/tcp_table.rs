//! The table of GetExtendedTcpTable with TCP_TABLE_OWNER_MODULE_ALL, as Windows lays it out in memory.
//!
//! Layouts are those of tcpmib.h for 64 bits. Nothing here allocates, and nothing is trusted: every length is checked
//! before it is used.

use lastack_model::{Address, Endpoint, Family, OwnerText, RowKind, Sink, SocketRow, TcpState};

/// The number of rows, and what aligns the first of them.
const HEAD: usize = 8;

/// `MIB_TCPROW_OWNER_MODULE`: six numbers of 32 bits, a time, and 16 numbers of 64 bits that tell the module.
const ROW_V4: usize = 6 * 4 + 8 + 16 * 8;

/// `MIB_TCP6ROW_OWNER_MODULE`: two addresses of 16 bytes with scope and port, state and pid, and as above.
const ROW_V6: usize = 2 * (16 + 4 + 4) + 2 * 4 + 8 + 16 * 8;

/// Which rows are wanted: who counts listeners first asks twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// LISTEN, and ports that are bound and nothing else
    Holders,
    /// All others
    Connections,
}

/// Pushes the rows of one family into the sink. Gives the number of rows that could not be read: those of an unknown
/// state, and those that the table has promised and not got.
pub fn tcp_table(table: &[u8], family: Family, wanted: Rows, sink: &mut dyn Sink) -> u64 {
    let promised = table.get(..4).map_or(0, |bytes| u64::from(number(bytes)));
    let size = if family == Family::V4 { ROW_V4 } else { ROW_V6 };
    let rows = table.get(HEAD..).unwrap_or_default().chunks_exact(size);
    let (mut read, mut unread) = (0, 0);
    for bytes in rows.take(usize::try_from(promised).unwrap_or(usize::MAX)) {
        read += 1;
        match row(bytes, family) {
            Some(row) => {
                let holds = matches!(row.state, TcpState::Listen | TcpState::Bound);
                if holds == (wanted == Rows::Holders) {
                    sink.row(&row);
                }
            }
            None => unread += 1,
        }
    }
    unread + (promised - read)
}

/// Puts other addresses in the place of those of a table. What tells the module of a row, and a piece of a row at the end,
/// become zeros: nothing of them is needed.
pub fn rewrite(table: &mut [u8], family: Family, map: &mut dyn FnMut(Address) -> Address) {
    let size = if family == Family::V4 { ROW_V4 } else { ROW_V6 };
    let Some(rows) = table.get_mut(HEAD..) else { return };
    let mut rows = rows.chunks_exact_mut(size);
    for row in &mut rows {
        let (numbers, module) = row.split_at_mut(size - 16 * 8);
        module.fill(0);
        let places: [usize; 2] = if family == Family::V4 { [4, 12] } else { [0, 24] };
        for at in places {
            rewrite_address(numbers, family, at, map);
        }
    }
    rows.into_remainder().fill(0);
}

fn rewrite_address(numbers: &mut [u8], family: Family, at: usize, map: &mut dyn FnMut(Address) -> Address) {
    let length = if family == Family::V4 { 4 } else { 16 };
    let Some(place) = numbers.get_mut(at..at + length) else { return };
    let address = match family {
        Family::V4 => <[u8; 4]>::try_from(&*place).map(Address::from_v4),
        Family::V6 => <[u8; 16]>::try_from(&*place).map(Address::from_v6),
    };
    if let Ok(address) = address {
        let octets = map(address).bits().to_be_bytes();
        place.copy_from_slice(&octets[octets.len() - length..]);
    }
}

fn row(bytes: &[u8], family: Family) -> Option<SocketRow<'_>> {
    let at = |at: usize| bytes.get(at..at + 4);
    let (state, local, remote, pid) = match family {
        Family::V4 => (at(0)?, v4(bytes.get(4..12)?)?, v4(bytes.get(12..20)?)?, at(20)?),
        Family::V6 => (at(48)?, v6(bytes.get(..24)?)?, v6(bytes.get(24..48)?)?, at(52)?),
    };
    let state = windows_state(number(state))?;
    // The port of a listener's peer is whatever stood there.
    let remote = if state == TcpState::Listen { Endpoint::new(remote.address, 0) } else { remote };
    let pid = number(pid);
    Some(SocketRow {
        kind: if state == TcpState::TimeWait { RowKind::Mini } else { RowKind::Full },
        // Pid 0 stands beside rows that nobody owns: it is no process (facts 13).
        owner: (pid != 0).then_some(OwnerText { pid, name: None }),
        ..SocketRow::new(family, state, local, remote)
    })
}

/// `MIB_TCP_STATE` of tcpmib.h, which numbers other than Linux. 100 is what PowerShell calls Bound.
pub(crate) const fn windows_state(number: u32) -> Option<TcpState> {
    Some(match number {
        1 => TcpState::Close,
        2 => TcpState::Listen,
        3 => TcpState::SynSent,
        4 => TcpState::SynRecv,
        5 => TcpState::Established,
        6 => TcpState::FinWait1,
        7 => TcpState::FinWait2,
        8 => TcpState::CloseWait,
        9 => TcpState::Closing,
        10 => TcpState::LastAck,
        11 => TcpState::TimeWait,
        12 => TcpState::DeleteTcb,
        100 => TcpState::Bound,
        _ => return None,
    })
}

fn number(bytes: &[u8]) -> u32 {
    bytes.try_into().map_or(0, u32::from_le_bytes)
}

/// Address and port, both in network order; the port in the lower half of its number.
fn v4(bytes: &[u8]) -> Option<Endpoint> {
    let address = Address::from_v4(bytes.get(..4)?.try_into().ok()?);
    Some(Endpoint::new(address, port(bytes.get(4..6)?)?))
}

/// Address, scope and port.
fn v6(bytes: &[u8]) -> Option<Endpoint> {
    let address = Address::from_v6(bytes.get(..16)?.try_into().ok()?);
    Some(Endpoint::new(address, port(bytes.get(20..22)?)?))
}

fn port(bytes: &[u8]) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Seen(Vec<String>);

    impl Sink for Seen {
        fn row(&mut self, row: &SocketRow<'_>) {
            let pid = row.owner.map_or(0, |owner| owner.pid);
            self.0.push(format!("{} {} {} {pid}", row.state.name(), row.local, row.remote));
        }
    }

    fn v4_row(state: u32, local: ([u8; 4], u16), remote: ([u8; 4], u16), pid: u32) -> Vec<u8> {
        let mut row = state.to_le_bytes().to_vec();
        for (address, port) in [local, remote] {
            row.extend(address);
            row.extend(port.to_be_bytes());
            // What stands in the upper half means nothing.
            row.extend([0xaa, 0xbb]);
        }
        row.extend(pid.to_le_bytes());
        row.resize(ROW_V4, 7);
        row
    }

    fn table(promised: u32, rows: &[Vec<u8>]) -> Vec<u8> {
        let mut table = promised.to_le_bytes().to_vec();
        table.resize(HEAD, 0xcc);
        table.extend(rows.concat());
        table
    }

    fn check(table: &[u8], family: Family, expected: &[&str], unread: u64) {
        let mut seen = Seen::default();
        assert_eq!(tcp_table(table, family, Rows::Holders, &mut seen), unread);
        assert_eq!(tcp_table(table, family, Rows::Connections, &mut seen), unread);
        assert_eq!(seen.0, expected);
    }

    #[test]
    fn rows_are_read_by_the_numbers_of_windows_holders_first_and_pid_0_is_nobody() {
        let here = [10, 0, 0, 5];
        let rows = [
            v4_row(11, (here, 50_101), ([10, 0, 0, 9], 10_051), 0),
            v4_row(2, ([0; 4], 445), ([0; 4], 4711), 4),
            v4_row(5, (here, 50_102), ([10, 0, 0, 9], 10_051), 4120),
            v4_row(100, (here, 50_103), ([0; 4], 0), 4120),
        ];
        let expected = [
            "LISTEN 0.0.0.0:445 0.0.0.0:0 4",
            "BOUND 10.0.0.5:50103 0.0.0.0:0 4120",
            "TIME_WAIT 10.0.0.5:50101 10.0.0.9:10051 0",
            "ESTABLISHED 10.0.0.5:50102 10.0.0.9:10051 4120",
        ];
        check(&table(4, &rows), Family::V4, &expected, 0);
    }

    #[test]
    fn a_row_of_ipv6_has_scopes_between_its_fields() {
        let mut row = Vec::new();
        for (last, port) in [(1_u8, 50_101_u16), (2, 443)] {
            row.extend([0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last]);
            row.extend(17_u32.to_le_bytes());
            row.extend(port.to_be_bytes());
            row.extend([0, 0]);
        }
        row.extend(8_u32.to_le_bytes());
        row.extend(77_u32.to_le_bytes());
        row.resize(ROW_V6, 0);
        check(&table(1, &[row]), Family::V6, &["CLOSE_WAIT [fe80::1]:50101 [fe80::2]:443 77"], 0);
    }

    #[test]
    fn what_was_promised_and_is_not_there_counts_as_unread_and_so_does_an_unknown_state() {
        let row = v4_row(5, ([1, 2, 3, 4], 1), ([1, 2, 3, 4], 2), 9);
        let odd = v4_row(13, ([1, 2, 3, 4], 1), ([1, 2, 3, 4], 2), 9);
        let told = "ESTABLISHED 1.2.3.4:1 1.2.3.4:2 9";
        check(&table(3, std::slice::from_ref(&row)), Family::V4, &[told], 2);
        check(&table(2, &[odd, row.clone()]), Family::V4, &[told], 1);
        check(&table(0, std::slice::from_ref(&row)), Family::V4, &[], 0);
        check(&table(u32::MAX, &[]), Family::V4, &[], u64::from(u32::MAX));
        let mut cut = table(1, &[row]);
        cut.pop();
        check(&cut, Family::V4, &[], 1);
        for length in 0..HEAD {
            check(&[0; HEAD][..length], Family::V6, &[], 0);
        }
    }
}
