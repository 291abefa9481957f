//! Changes the addresses in replies and clears whatever may hold others: for captures that strangers may see.

use lastack_model::{Address, Family};

use super::{
    AF_INET, AF_INET6, ATTRIBUTE_V6ONLY, NLMSG_DONE, NLMSG_ERROR, NLMSG_HEADER, RECORD, SOCK_DIAG_BY_FAMILY,
    TCPDIAG_GETSOCK, address, aligned, u16_at, u32_at,
};

/// Attributes without names and addresses (include/uapi/linux/inet_diag.h): MEMINFO, INFO, TOS, TCLASS, SKMEMINFO,
/// SHUTDOWN, SKV6ONLY, SOCKOPT. The others (CONG, MARK, MD5SIG, PEERS, CGROUP_ID and their kin) are cleared.
const KEPT: [u16; 8] = [1, 2, 5, 6, 7, 8, ATTRIBUTE_V6ONLY, 22];

/// Puts another address in the place of each; lengths stay. What cannot be read is cleared.
pub fn rewrite(datagram: &mut [u8], change: &mut dyn FnMut(Address) -> Address) {
    let mut at = 0;
    while datagram.len() - at >= NLMSG_HEADER {
        let length = u32_at(datagram, at) as usize;
        if length < NLMSG_HEADER || length > datagram.len() - at {
            break;
        }
        let kind = u16_at(&datagram[at..], 4);
        let payload = &mut datagram[at + NLMSG_HEADER..at + length];
        match kind {
            TCPDIAG_GETSOCK | SOCK_DIAG_BY_FAMILY => record(payload, change),
            // The errno; behind it stands our own request.
            NLMSG_DONE | NLMSG_ERROR => payload.iter_mut().skip(4).for_each(|byte| *byte = 0),
            _ => payload.fill(0),
        }
        at += aligned(length);
        if at >= datagram.len() {
            return;
        }
    }
    datagram[at..].fill(0);
}

fn record(payload: &mut [u8], change: &mut dyn FnMut(Address) -> Address) {
    let family = match payload.first() {
        Some(&AF_INET) if payload.len() >= RECORD => Family::V4,
        Some(&AF_INET6) if payload.len() >= RECORD => Family::V6,
        _ => return payload.fill(0),
    };
    for at in [8, 24] {
        let field = &mut payload[at..at + 16];
        let changed = change(address(family, field));
        match family {
            Family::V4 => {
                field.fill(0);
                field[..4].copy_from_slice(&changed.v4_bits().unwrap_or(0).to_be_bytes());
            }
            Family::V6 => field.copy_from_slice(&changed.bits().to_be_bytes()),
        }
    }
    attributes(&mut payload[RECORD..]);
}

fn attributes(mut rest: &mut [u8]) {
    while rest.len() >= 4 {
        let length = u16_at(rest, 0) as usize;
        if length < 4 || length > rest.len() {
            break;
        }
        if !KEPT.contains(&u16_at(rest, 2)) {
            rest[4..length].fill(0);
        }
        let next = aligned(length).min(rest.len());
        rest = &mut rest[next..];
    }
    rest.fill(0);
}

#[cfg(test)]
mod tests {
    use lastack_model::{Endpoint, SocketRow, TcpState};

    use super::super::{Next, datagram, render};
    use super::*;

    #[test]
    fn addresses_are_changed_and_nothing_else_of_a_row_is() {
        let at = |last, port| Endpoint::new(Address::from_v4([10, 1, 2, last]), port);
        let rows = [
            SocketRow {
                inode: 7,
                cookie: 9,
                recv_queue: Some(1),
                send_queue: Some(2),
                retransmits: Some(3),
                uid: Some(4),
                ..SocketRow::new(Family::V4, TcpState::Established, at(3, 40_000), at(4, 443))
            },
            SocketRow {
                recv_queue: Some(0),
                send_queue: Some(0),
                retransmits: Some(0),
                uid: Some(0),
                ..SocketRow::new(Family::V6, TcpState::CloseWait, at(3, 40_001), at(4, 443))
            },
        ];
        let other = |address: Address| Address::from_bits(address.bits() ^ 0x0100);
        let mut bytes = render(&rows, true);
        rewrite(&mut bytes, &mut |address| other(address));
        let changed = rows.map(|row| SocketRow {
            local: Endpoint::new(other(row.local.address), row.local.port),
            remote: Endpoint::new(other(row.remote.address), row.remote.port),
            ..row
        });
        assert_eq!(bytes, render(&changed, true));
    }

    #[test]
    fn what_cannot_be_read_is_cleared_wherever_a_datagram_is_cut() {
        struct None;
        impl lastack_model::Sink for None {
            fn row(&mut self, _: &SocketRow<'_>) {}
        }
        let secret = [0xac, 0x10, 0x9b, 0xd3];
        let at = Endpoint::new(Address::from_v4(secret), 443);
        let bytes = render(&[SocketRow::new(Family::V6, TcpState::Established, at, at); 3], false);
        for length in 0..bytes.len() {
            let mut cut = bytes[..length].to_vec();
            rewrite(&mut cut, &mut |_| Address::ANY_V4);
            assert!(!cut.windows(4).any(|window| window == secret), "cut at {length}");
            assert_eq!(datagram(&cut, &mut None, &mut 0), Next::More);
        }
    }
}
