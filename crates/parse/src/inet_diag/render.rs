//! Rows as the kernel writes them, for tests and benchmarks.

use lastack_model::{Family, SocketRow, TcpState, TimerKind};

use super::{
    AF_INET, AF_INET6, ATTRIBUTE_INFO, ATTRIBUTE_MARK, ATTRIBUTE_V6ONLY, NLMSG_DONE, NLMSG_HEADER,
    OPTION_TIMESTAMPS, OPTIONS_AT, RECORD, TCPDIAG_GETSOCK, aligned,
};

/// A datagram with the given rows as the kernel writes them, for tests and benchmarks: closed by NLMSG_DONE
/// when `last`.
pub fn render(rows: &[SocketRow<'_>], last: bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(rows.len() * (NLMSG_HEADER + RECORD) + 20);
    for row in rows {
        let mut fixed = [0_u8; RECORD];
        let v4 = row.family == Family::V4;
        fixed[0] = if v4 { AF_INET } else { AF_INET6 };
        fixed[1] = kernel_number(row.state);
        fixed[2] = row.timer.map_or(0, |timer| match timer.kind {
            TimerKind::Retransmit => 1,
            TimerKind::Keepalive => 2,
            TimerKind::TimeWait => 3,
            TimerKind::Probe => 4,
        });
        fixed[3] = row.retransmits.unwrap_or(0);
        fixed[4..6].copy_from_slice(&row.local.port.to_be_bytes());
        fixed[6..8].copy_from_slice(&row.remote.port.to_be_bytes());
        for (at, address) in [(8, row.local.address), (24, row.remote.address)] {
            match address.v4_bits().filter(|_| v4) {
                Some(bits) => fixed[at..at + 4].copy_from_slice(&bits.to_be_bytes()),
                None => fixed[at..at + 16].copy_from_slice(&address.bits().to_be_bytes()),
            }
        }
        fixed[40..44].copy_from_slice(&row.device.to_ne_bytes());
        fixed[44..48].copy_from_slice(&(row.cookie as u32).to_ne_bytes());
        fixed[48..52].copy_from_slice(&((row.cookie >> 32) as u32).to_ne_bytes());
        fixed[52..56].copy_from_slice(&row.timer.map_or(0, |timer| timer.left_ms).to_ne_bytes());
        fixed[56..60].copy_from_slice(&row.recv_queue.unwrap_or(0).to_ne_bytes());
        fixed[60..64].copy_from_slice(&row.send_queue.unwrap_or(0).to_ne_bytes());
        fixed[64..68].copy_from_slice(&row.uid.unwrap_or(0).to_ne_bytes());
        fixed[68..72].copy_from_slice(&(row.inode as u32).to_ne_bytes());
        message(&mut bytes, TCPDIAG_GETSOCK, &fixed, &attributes(row));
    }
    if last {
        message(&mut bytes, NLMSG_DONE, &[0; 4], &[]);
    }
    bytes
}

/// What a row knows beyond the fixed part, each value padded to a multiple of 4.
fn attributes(row: &SocketRow<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut add = |kind: u16, value: &[u8]| {
        bytes.extend_from_slice(&((4 + value.len()) as u16).to_ne_bytes());
        bytes.extend_from_slice(&kind.to_ne_bytes());
        bytes.extend_from_slice(value);
        bytes.resize(aligned(bytes.len()), 0);
    };
    if let Some(timestamps) = row.timestamps {
        let mut info = [0; OPTIONS_AT + 3];
        info[OPTIONS_AT] = if timestamps { OPTION_TIMESTAMPS } else { 0 };
        add(ATTRIBUTE_INFO, &info);
    }
    if let Some(v6only) = row.v6only {
        add(ATTRIBUTE_V6ONLY, &[v6only.into()]);
    }
    if let Some(mark) = row.mark {
        add(ATTRIBUTE_MARK, &mark.to_ne_bytes());
    }
    bytes
}

pub(super) fn message(bytes: &mut Vec<u8>, kind: u16, payload: &[u8], attributes: &[u8]) {
    let length = NLMSG_HEADER + payload.len() + attributes.len();
    bytes.extend_from_slice(&(length as u32).to_ne_bytes());
    bytes.extend_from_slice(&kind.to_ne_bytes());
    bytes.extend_from_slice(&[0; 10]);
    bytes.extend_from_slice(payload);
    bytes.extend_from_slice(attributes);
}

fn kernel_number(state: TcpState) -> u8 {
    (1..=13).find(|number| TcpState::from_kernel(*number) == Some(state)).unwrap_or(7)
}
