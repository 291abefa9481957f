//! TCP states with the kernel's names, counts by state, and sets of states.

/// A TCP state, Linux and Windows together. The two systems number them differently, so there is no
/// numeric value here; each source brings its own table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum TcpState {
    /// Open in both directions
    Established,
    /// Our SYN is out
    SynSent,
    /// A SYN came in; `NEW_SYN_RECV` is folded in here, as the kernel does in its dumps
    SynRecv,
    /// Our FIN is out and not acknowledged
    FinWait1,
    /// Our FIN is acknowledged, the peer's has not come. A full socket or a mini-socket
    FinWait2,
    /// Over; waits so that late segments find somebody
    TimeWait,
    /// No connection
    Close,
    /// The peer closed first and our program has not closed
    CloseWait,
    /// The peer closed first, our FIN is out and not acknowledged
    LastAck,
    /// Waits for connections
    Listen,
    /// Both closed at once
    Closing,
    /// Bound to a port, neither listening nor connected (Linux 6.8 `TCPF_BOUND_INACTIVE`, Windows "Bound")
    Bound,
    /// Windows only
    DeleteTcb,
}

impl TcpState {
    /// Every state, in the order of the contract.
    pub const ALL: [TcpState; 13] = [
        TcpState::Established,
        TcpState::SynSent,
        TcpState::SynRecv,
        TcpState::FinWait1,
        TcpState::FinWait2,
        TcpState::TimeWait,
        TcpState::Close,
        TcpState::CloseWait,
        TcpState::LastAck,
        TcpState::Listen,
        TcpState::Closing,
        TcpState::Bound,
        TcpState::DeleteTcb,
    ];

    /// As the kernel spells it: `TIME_WAIT`, `FIN_WAIT2`.
    pub const fn name(self) -> &'static str {
        match self {
            TcpState::Established => "ESTABLISHED",
            TcpState::SynSent => "SYN_SENT",
            TcpState::SynRecv => "SYN_RECV",
            TcpState::FinWait1 => "FIN_WAIT1",
            TcpState::FinWait2 => "FIN_WAIT2",
            TcpState::TimeWait => "TIME_WAIT",
            TcpState::Close => "CLOSE",
            TcpState::CloseWait => "CLOSE_WAIT",
            TcpState::LastAck => "LAST_ACK",
            TcpState::Listen => "LISTEN",
            TcpState::Closing => "CLOSING",
            TcpState::Bound => "BOUND",
            TcpState::DeleteTcb => "DELETE_TCB",
        }
    }

    /// From the numbers of `include/net/tcp_states.h`: 1 is ESTABLISHED, 12 is NEW_SYN_RECV, 13 BOUND_INACTIVE.
    pub const fn from_kernel(number: u8) -> Option<Self> {
        Some(match number {
            1 => TcpState::Established,
            2 => TcpState::SynSent,
            3 | 12 => TcpState::SynRecv,
            4 => TcpState::FinWait1,
            5 => TcpState::FinWait2,
            6 => TcpState::TimeWait,
            7 => TcpState::Close,
            8 => TcpState::CloseWait,
            9 => TcpState::LastAck,
            10 => TcpState::Listen,
            11 => TcpState::Closing,
            13 => TcpState::Bound,
            _ => return None,
        })
    }

    /// From a word as any tool prints it or a person types it: `TIME-WAIT`, `ITMED_WAIT`, `FIN_WAIT_1`,
    /// `SYN_RCVD`, `ESTAB`, `LISTENING`, `tw`. Case, `-`, `_` and spaces do not matter.
    pub fn from_word(word: &str) -> Option<Self> {
        let mut folded = [0u8; 16];
        let mut len = 0;
        for byte in word.bytes().filter(|b| !matches!(b, b'-' | b'_' | b' ')) {
            *folded.get_mut(len)? = byte.to_ascii_uppercase();
            len += 1;
        }
        Some(match folded.get(..len)? {
            b"ESTABLISHED" | b"ESTAB" | b"EST" => TcpState::Established,
            b"SYNSENT" | b"SYNS" => TcpState::SynSent,
            b"SYNRECV" | b"SYNRCVD" | b"SYNRECEIVED" | b"SYNR" | b"NEWSYNRECV" => TcpState::SynRecv,
            b"FINWAIT1" | b"FW1" => TcpState::FinWait1,
            b"FINWAIT2" | b"FW2" => TcpState::FinWait2,
            b"TIMEWAIT" | b"TIMEDWAIT" | b"ITMEDWAIT" | b"TW" => TcpState::TimeWait,
            b"CLOSE" | b"CLOSED" | b"UNCONN" => TcpState::Close,
            b"CLOSEWAIT" | b"CW" => TcpState::CloseWait,
            b"LASTACK" => TcpState::LastAck,
            b"LISTEN" | b"LISTENING" => TcpState::Listen,
            b"CLOSING" => TcpState::Closing,
            b"BOUND" | b"BOUNDINACTIVE" => TcpState::Bound,
            b"DELETETCB" => TcpState::DeleteTcb,
            _ => return None,
        })
    }

    /// Still holds a descriptor or a kernel timer of its own: everything that is neither over nor waiting for peers.
    pub const fn is_live(self) -> bool {
        !matches!(
            self,
            TcpState::TimeWait | TcpState::Close | TcpState::Listen | TcpState::Bound | TcpState::DeleteTcb
        )
    }
}

/// Rows by state. FIN_WAIT2 counts full sockets and mini-sockets together; the mini-sockets stand beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateCounts {
    counts: [u32; 13],
    fin_wait2_mini: u32,
}

impl StateCounts {
    /// Counts one row.
    pub fn add(&mut self, state: TcpState, mini: bool) {
        self.add_many(state, 1);
        self.fin_wait2_mini += u32::from(mini);
    }

    /// Counts rows that a histogram gives as a number.
    pub fn add_many(&mut self, state: TcpState, rows: u32) {
        let slot = &mut self.counts[state as usize];
        *slot = slot.saturating_add(rows);
    }

    /// Adds all counts of another.
    pub fn merge(&mut self, other: &StateCounts) {
        for (slot, rows) in self.counts.iter_mut().zip(other.counts) {
            *slot = slot.saturating_add(rows);
        }
        self.fin_wait2_mini = self.fin_wait2_mini.saturating_add(other.fin_wait2_mini);
    }

    /// Rows in one state.
    pub const fn get(&self, state: TcpState) -> u32 {
        self.counts[state as usize]
    }

    /// FIN_WAIT2 rows that are mini-sockets: no process, freed by tcp_fin_timeout.
    pub const fn fin_wait2_mini(&self) -> u32 {
        self.fin_wait2_mini
    }

    /// All rows.
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|rows| u64::from(*rows)).sum()
    }

    /// Rows that are neither TIME_WAIT, LISTEN, BOUND nor closed. FIN_WAIT2 mini-sockets count as live:
    /// they are never reusable.
    pub fn live(&self) -> u64 {
        TcpState::ALL.iter().filter(|state| state.is_live()).map(|state| u64::from(self.get(*state))).sum()
    }
}

/// A set of states, and whether mini-sockets can be told apart. Says what a source is able to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateSet(u16);

impl StateSet {
    /// Nothing.
    pub const NONE: StateSet = StateSet(0);
    /// All that Linux lists: everything but BOUND and DELETE_TCB, mini-sockets told apart.
    pub const LINUX: StateSet = StateSet(
        0x1fff & !(1 << TcpState::Bound as u16) & !(1 << TcpState::DeleteTcb as u16) | StateSet::MINI,
    );

    const MINI: u16 = 1 << 15;

    /// This set and one state more.
    #[must_use]
    pub const fn with(self, state: TcpState) -> Self {
        StateSet(self.0 | 1 << state as u16)
    }

    /// This set without one state.
    #[must_use]
    pub const fn without(self, state: TcpState) -> Self {
        StateSet(self.0 & !(1 << state as u16))
    }

    /// This set, mini-sockets told apart.
    #[must_use]
    pub const fn with_mini(self) -> Self {
        StateSet(self.0 | StateSet::MINI)
    }

    /// This set, mini-sockets not told apart.
    #[must_use]
    pub const fn without_mini(self) -> Self {
        StateSet(self.0 & !StateSet::MINI)
    }

    /// Both sets.
    #[must_use]
    pub const fn union(self, other: StateSet) -> Self {
        StateSet(self.0 | other.0)
    }

    /// Whether the state is in the set.
    pub const fn has(self, state: TcpState) -> bool {
        self.0 & 1 << state as u16 != 0
    }

    /// Whether FIN_WAIT2 mini-sockets are told apart from full ones.
    pub const fn has_mini(self) -> bool {
        self.0 & StateSet::MINI != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_field_is_read() {
        for (word, state) in [
            ("TIME-WAIT", TcpState::TimeWait),
            ("TIMED_WAIT", TcpState::TimeWait),
            ("ITMED_WAIT", TcpState::TimeWait),
            ("tw", TcpState::TimeWait),
            ("SYN_RCVD", TcpState::SynRecv),
            ("SYN_RECEIVED", TcpState::SynRecv),
            ("FIN_WAIT_1", TcpState::FinWait1),
            ("FIN-WAIT-1", TcpState::FinWait1),
            ("ESTAB", TcpState::Established),
            ("LISTENING", TcpState::Listen),
        ] {
            assert_eq!(TcpState::from_word(word), Some(state), "{word}");
        }
        assert_eq!(TcpState::from_word("State"), None);
        assert_eq!(TcpState::from_word("a word far too long to be any state"), None);
    }

    #[test]
    fn every_name_reads_back_as_its_state() {
        for state in TcpState::ALL {
            assert_eq!(TcpState::from_word(state.name()), Some(state));
        }
    }

    #[test]
    fn the_linux_set_lists_what_linux_lists() {
        assert!(StateSet::LINUX.has(TcpState::TimeWait) && StateSet::LINUX.has_mini());
        assert!(!StateSet::LINUX.has(TcpState::Bound) && !StateSet::LINUX.has(TcpState::DeleteTcb));
    }
}
