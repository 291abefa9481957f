//! What the program of table.bpf.c reads and writes, as bytes in the order of its structures.

use lastack_model::{
    Address, AgeBins, BIN_COUNT, Endpoint, Family, RowKind, SocketRow, TcpState, Timer, TimerKind,
};

use super::{RowGroup, TableDepth};

/// `struct record`
pub(super) const RECORD: usize = 80;
/// `struct wish`
pub(super) const WISH: usize = 24;
/// `struct group`, in words of 32 bits
pub(super) const GROUP: usize = KEY + SUMS + BIN_COUNT;
/// `struct near`, in groups
pub(super) const NEAR: usize = 128;
/// `struct end`
pub(super) const LISTENING: usize = 20;

/// `struct key`, in words of 32 bits
const KEY: usize = 10;
const SUMS: usize = 8;
const AF_INET: u8 = 2;

const HAS_TIMER: u8 = 1;
const V6ONLY: u8 = 2;
const TIMESTAMPS: u8 = 4;
const TIMESTAMPS_KNOWN: u8 = 8;
const BUCKET_KNOWN: u8 = 16;
const SHAREABLE: u8 = 32;
const REUSE: u8 = 64;

/// `struct wish`
pub(super) struct Wish {
    pub(super) generation: u32,
    /// Of a jiffy: what the coarse clock counts in (`hrtimer_getres` gives it KTIME_LOW_RES)
    pub(super) tick_ns: u64,
    pub(super) reuse_delay_ms: u32,
    pub(super) lifetime_ms: u32,
    pub(super) ephemeral: (u16, u16),
    pub(super) summed: bool,
    pub(super) ports: bool,
}

impl Wish {
    pub(super) fn bytes(&self) -> [u8; WISH] {
        let tick_scaled = (self.tick_ns << 20).div_ceil(1_000_000) as u32;
        let mut bytes = [0; WISH];
        let words = [self.generation, tick_scaled, self.reuse_delay_ms, self.lifetime_ms];
        for (slot, word) in bytes.chunks_exact_mut(4).zip(words) {
            slot.copy_from_slice(&word.to_ne_bytes());
        }
        bytes[16..18].copy_from_slice(&self.ephemeral.0.to_ne_bytes());
        bytes[18..20].copy_from_slice(&self.ephemeral.1.to_ne_bytes());
        bytes[20..22].copy_from_slice(&[u8::from(self.summed), u8::from(self.ports)]);
        bytes
    }
}

/// A record; `None` where its state or family is none that is known.
pub(super) fn row(bytes: &[u8]) -> Option<SocketRow<'static>> {
    let bytes: &[u8; RECORD] = bytes.try_into().ok()?;
    let u16_at = |at: usize| u16::from_ne_bytes([bytes[at], bytes[at + 1]]);
    let u32_at = |at: usize| u32::from_ne_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let u64_at = |at: usize| u64::from(u32_at(at)) | u64::from(u32_at(at + 4)) << 32;
    let [family, state, kind, flags] = [bytes[72], bytes[73], bytes[74], bytes[75]];
    let has = |flag: u8| flags & flag != 0;
    let state = TcpState::from_kernel(state)?;
    let kind = match kind {
        0 => RowKind::Full,
        1 => RowKind::Mini,
        _ => RowKind::Request,
    };
    let listens = state == TcpState::Listen;
    let local = Endpoint::new(address(&bytes[0..16])?, u16_at(68));
    let remote = Endpoint::new(address(&bytes[16..32])?, u16_at(70));
    Some(SocketRow {
        kind,
        device: u32_at(48),
        timer: has(HAS_TIMER).then(|| Timer { kind: TimerKind::TimeWait, left_ms: u32_at(56) }),
        recv_queue: Some(u32_at(60)),
        send_queue: Some(u32_at(64)),
        retransmits: Some(bytes[76]),
        uid: Some(u32_at(52)),
        inode: u64_at(32),
        cookie: u64_at(40),
        timestamps: has(TIMESTAMPS_KNOWN).then(|| has(TIMESTAMPS)),
        v6only: (listens && family != AF_INET).then(|| has(V6ONLY)),
        shareable: has(BUCKET_KNOWN).then(|| has(SHAREABLE)),
        reuse_address: Some(has(REUSE)),
        ..SocketRow::new(family_of(family), state, local, remote)
    })
}

/// A group, unless all its rows came by themselves.
pub(super) fn group(words: &[u32], depth: TableDepth) -> Option<RowGroup> {
    let (key, sums) = words.split_at_checked(KEY)?;
    let key: Vec<u8> = key.iter().flat_map(|word| word.to_ne_bytes()).collect();
    let [_ends, _all, rows, overdue, taken, taken_past_delay, taken_reusable, without_reuse] =
        *sums.first_chunk::<SUMS>()?;
    let bins = sums[SUMS..].first_chunk::<BIN_COUNT>()?;
    (rows > 0).then_some(())?;
    Some(RowGroup {
        inbound: key[39] != 0,
        family: family_of(key[38]),
        device: u32::from_ne_bytes([key[32], key[33], key[34], key[35]]),
        local: address(&key[0..16])?,
        remote: address(&key[16..32])?,
        port: u16::from_ne_bytes([key[36], key[37]]),
        rows,
        ages: AgeBins(Box::new(*bins)),
        overdue,
        taken,
        taken_past_delay,
        taken_reusable: (depth == TableDepth::Ports).then_some(taken_reusable),
        without_reuse,
    })
}

fn family_of(number: u8) -> Family {
    if number == AF_INET { Family::V4 } else { Family::V6 }
}

fn address(bytes: &[u8]) -> Option<Address> {
    bytes.first_chunk::<16>().map(|octets| Address::from_v6(*octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jiffy_of_any_length_gives_the_milliseconds_that_the_kernel_gives() {
        // TICK_NSEC, jiffies, and jiffies_to_msecs() of them at HZ 100, 250, 300 and 1000.
        for (tick_ns, jiffies, ms) in [
            (10_000_000, 6_000, 60_000),
            (4_000_000, 15_000, 60_000),
            (3_333_333, 18_000, 59_999),
            (1_000_000, 59_999, 59_999),
        ] {
            let wish = Wish {
                generation: 1,
                tick_ns,
                reuse_delay_ms: 0,
                lifetime_ms: 0,
                ephemeral: (0, 0),
                summed: true,
                ports: true,
            };
            let scaled = u32::from_ne_bytes(*wish.bytes()[4..8].first_chunk().unwrap());
            let left = (jiffies * u64::from(scaled)) >> 20;
            assert!(left.abs_diff(ms) <= 1, "{tick_ns} ns: {left} ms");
        }
    }
}
