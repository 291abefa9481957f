//! Rows of ss of which something shows only in other rows of their table.

use lastack_model::{Address, Endpoint, Family, SocketRow, TcpState};

use crate::held::Held;

/// Rows that wait at most; past them all are read as they mostly are.
const MOST: usize = 512;

/// What a row alone does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unsure {
    /// `UNCONN` without a Netid column: of TCP where the table has states that UDP does not have
    Protocol,
    /// `*:22`: both families in ss since 4.20, IPv4 alone before it; the old one prints IPv6 without brackets
    Star,
}

/// The rows of one table that wait.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    rows: Vec<(Held, Unsure)>,
    /// A state was seen that only TCP has
    tcp: bool,
    /// The version of ss that printed the table, once it shows
    old: Option<bool>,
}

impl Waiting {
    /// A row came whose address stands in this text. Gives true where rows that wait can be told now.
    pub(crate) fn learn(&mut self, row: &SocketRow<'_>, text: &str) -> bool {
        let before = (self.tcp, self.old);
        // A connected UDP socket is ESTAB as well.
        let of_udp = matches!(row.state, TcpState::Established | TcpState::Bound | TcpState::Close);
        self.tcp |= !of_udp;
        if row.family == Family::V6 && !text.contains("*:") {
            self.old = self.old.or(Some(!text.contains('[')));
        } else if row.state == TcpState::Listen && row.local.address == Address::ANY_V4 {
            self.old = self.old.or(Some(false));
        }
        before != (self.tcp, self.old) && !self.rows.is_empty()
    }

    /// Keeps a row; false where there is no room.
    pub(crate) fn put(&mut self, index: usize, row: &SocketRow<'_>, unsure: Unsure) -> bool {
        let mut held = Held::default();
        held.put(index, row);
        self.rows.push((held, unsure));
        self.rows.len() < MOST
    }

    /// The row that came last, while the next line may say more about it.
    pub(crate) fn last(&mut self) -> Option<&mut Held> {
        self.rows.last_mut().map(|(held, _)| held)
    }

    /// Whether this is known by now.
    pub(crate) fn is_told(&self, unsure: Unsure) -> bool {
        match unsure {
            Unsure::Protocol => self.tcp,
            Unsure::Star => self.old.is_some(),
        }
    }

    /// Takes out the rows that are told by now; at the end of a table all of them.
    pub(crate) fn take(&mut self, end: bool) -> Vec<(Held, Unsure)> {
        let rows = std::mem::take(&mut self.rows);
        let (told, wait) = rows.into_iter().partition(|(_, unsure)| end || self.is_told(*unsure));
        self.rows = wait;
        told
    }

    /// The row as its table shows it to be; `None` where it is of UDP.
    pub(crate) fn settled<'a>(&self, row: &SocketRow<'a>, unsure: Unsure) -> Option<SocketRow<'a>> {
        match unsure {
            Unsure::Protocol => self.tcp.then_some(*row),
            Unsure::Star if self.old == Some(true) => {
                let any = |end: Endpoint| Endpoint::new(Address::ANY_V4, end.port);
                let (local, remote) = (any(row.local), any(row.remote));
                Some(SocketRow { family: Family::V4, v6only: None, local, remote, ..*row })
            }
            Unsure::Star => Some(*row),
        }
    }

    /// Another table begins.
    pub(crate) fn forget(&mut self) {
        (self.tcp, self.old) = (false, None);
    }

    /// Bytes of memory held.
    pub(crate) fn held(&self) -> usize {
        let names: usize = self.rows.iter().map(|(held, _)| held.held()).sum();
        self.rows.capacity() * size_of::<(Held, Unsure)>() + names
    }
}
